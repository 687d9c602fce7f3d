import { expect, test } from 'vitest'
import { openTestGateway, type TestGateway } from '../../testing/gateway.ts'

const hello = { language: 'python', source: 'print(1)' }

const submit = (gateway: TestGateway, key: string, body: object = hello) =>
  gateway.ask('/api/v1/executions', { json: body, headers: { 'idempotency-key': key } })

test('the header is the field: asking twice with it is one execution, with either', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const { body } = await submit(gateway, 'abc')
  expect((await submit(gateway, 'abc')).body.id).toBe(body.id)
  expect((await submit(gateway, '"abc"')).body.id).toBe(body.id)
  expect((await submit(gateway, 'abc', { ...hello, idempotencyKey: 'abc' })).body.id).toBe(body.id)
  expect((await submit(gateway, 'abc', { ...hello, idempotencyKey: null })).body.id).toBe(body.id)
  const json = { ...hello, idempotencyKey: 'abc' }
  expect((await gateway.ask('/api/v1/executions', { json })).body.id).toBe(body.id)
  expect((await submit(gateway, 'other')).body.id).not.toBe(body.id)
  expect(await gateway.queued()).toBe(2)
})

test('a key that is written in UTF-8 is the same in both places', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const { body } = await submit(gateway, Buffer.from('größe').toString('latin1'), {
    ...hello,
    idempotencyKey: 'größe',
  })
  expect(body.id).toBeTypeOf('string')
})

test.each([
  ['', hello, 'idempotencyKey must have at least 1 character'],
  ['x'.repeat(201), hello, 'idempotencyKey must have at most 200 characters'],
  [
    'abc',
    { ...hello, idempotencyKey: 'other' },
    'idempotencyKey must be the same as the `Idempotency-Key` header, or only one of the two be sent',
  ],
])(
  'a header that the field could not be, or that contradicts it, is refused: %#',
  async (key, request, message) => {
    await using gateway = await openTestGateway({ hold: false })
    const { status, body } = await submit(gateway, key, request)
    expect({ status, message: body.message }).toEqual({ status: 400, message })
    expect(await gateway.queued()).toBe(0)
  },
)

test('pages of other origins may send it', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const { headers } = await gateway.ask('/api/v1/executions', {
    method: 'OPTIONS',
    headers: { origin: 'https://docs.example.com', 'access-control-request-method': 'POST' },
  })
  expect(headers.get('access-control-allow-headers')).toContain('idempotency-key')
})

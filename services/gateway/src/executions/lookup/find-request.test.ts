import { createClient } from '@runhive/client/client'
import { executionRequests } from '@runhive/contracts/execution-streams'
import { AskedRequest } from '@runhive/contracts/request'
import { expect, test } from 'vitest'
import { openTestGateway, type TestGateway } from '../../testing/gateway.ts'

const ASKED = {
  language: 'py',
  version: '3',
  files: [{ name: '<script>.py', content: 'print(input())' }],
  stdin: 'a\0b',
  args: ['one two'],
  env: { DEBUG: '1' },
  limits: { wallMs: 200 },
  metadata: { exercise: '7' },
}
const SECRET = { webhook: { url: 'https://hooks.example/secret' }, idempotencyKey: 'only once' }

const submit = async (gateway: TestGateway, more: Record<string, unknown> = {}, headers = {}) => {
  const { body } = await gateway.ask('/api/v1/executions', { json: { ...ASKED, ...more }, headers })
  return String(body.id)
}
const asked = (gateway: TestGateway, id: string, account = 'alice') =>
  gateway.ask(`/api/v1/executions/${id}/request`, { headers: { authorization: `Bearer rh_${account}` } })
const inLog = async (gateway: TestGateway, id: string, account = 'alice') =>
  gateway.mesh.log(executionRequests).last(`${account}.${id}`)

test('its owner gets what was asked from acceptance on, over REST and tRPC, and asking that again asks the same', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const id = await submit(gateway, SECRET)
  const { status, body } = await asked(gateway, id)
  expect(status).toBe(200)
  expect(body).toEqual(JSON.parse(JSON.stringify(AskedRequest.parse(ASKED))))
  expect(JSON.stringify(body)).not.toMatch(/hooks|only once/)
  const client = createClient({ url: gateway.url, apiKey: 'rh_alice' })
  expect(await client.executions.request.query({ id })).toEqual(body)

  const again = await gateway.ask('/api/v1/executions', { json: body })
  expect(again.status).toBe(202)
  expect((await asked(gateway, String(again.body.id))).body).toEqual(body)
  const [first, second] = [await gateway.nextItem(), await gateway.nextItem()]
  expect(second?.request).toEqual({ ...first?.request, webhook: undefined, idempotencyKey: undefined })
})

test('input that stands for bytes, and whether a test has input of its own, is kept so that the same can be asked again', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const tests = [{ stdin: '/w==', expected: '', encoding: 'base64' }, { stdin: '' }, { expected: 'é' }]
  // 1 MiB is counted as what it stands for, and once.
  const stdin = { stdin: Buffer.alloc(1 << 20, 0xff).toString('base64'), stdinEncoding: 'base64' }
  const { body } = await asked(gateway, await submit(gateway, { ...stdin, tests }))
  // Tests are in one encoding once they are accepted.
  const planned = [{ stdin: '/w==', expected: '' }, { stdin: '' }, { expected: 'w6k=' }]
  expect(body).toMatchObject({ ...stdin, testsEncoding: 'base64', tests: planned })
  expect((body.tests as object[])[2]).not.toHaveProperty('stdin')
  const again = await gateway.ask('/api/v1/executions', { json: body })
  expect((await asked(gateway, String(again.body.id))).body).toEqual(body)
})

test('what is no longer on its way is in its record, and another account finds neither, in the same words', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const id = await submit(gateway)
  const nothing = await asked(gateway, crypto.randomUUID())
  expect(nothing).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
  const same = { status: 404, body: { ...nothing.body, requestId: expect.any(String) } }
  expect(await asked(gateway, id, 'bob')).toMatchObject(same)
  await gateway.mesh.log(executionRequests).forget(`alice.${id}`)
  expect(await asked(gateway, id)).toMatchObject(same)
  gateway.requests.set(`alice.${id}`, AskedRequest.parse({ language: 'c', source: 'int main;' }))
  expect(await asked(gateway, id)).toMatchObject({ status: 200, body: { source: 'int main;' } })
  expect(await asked(gateway, id, 'bob')).toMatchObject(same)
  expect(await gateway.ask(`/api/v1/executions/x/request`)).toMatchObject({ status: 400 })
})

test('nothing is sent of what is not to be stored, and the executor hears that', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const hidden = await submit(gateway, { store: false })
  const shown = await submit(gateway)
  expect(await inLog(gateway, hidden)).toBeUndefined()
  expect(await inLog(gateway, shown)).toBeDefined()
  expect(await asked(gateway, hidden)).toMatchObject({ status: 404 })
  const sent = [await gateway.nextItem(), await gateway.nextItem()].map((item) => item?.requestSent)
  expect(sent).toEqual([undefined, true])
})

test('nothing is sent for a caller who has not signed in, and could never ask for it', async () => {
  await using gateway = await openTestGateway({ hold: false })
  gateway.auth.anonymousExecutions = true
  const answer = await gateway.ask('/api/v1/executions', { json: ASKED, headers: { authorization: '' } })
  expect(answer.status).toBe(202)
  expect(await inLog(gateway, String(answer.body.id), 'anonymous')).toBeUndefined()
  expect((await gateway.nextItem())?.requestSent).toBeUndefined()
})

test('who removes an execution removes what was asked, on its way and in the record', async () => {
  await using gateway = await openTestGateway()
  const { body } = await gateway.ask('/api/v1/executions?wait=true', { json: ASKED })
  const id = String(body.id)
  gateway.requests.set(`alice.${id}`, AskedRequest.parse(ASKED))
  gateway.records.set(`alice.${id}`, body as never)
  expect(await asked(gateway, id)).toMatchObject({ status: 200 })
  const removed = await gateway.ask(`/api/v1/executions/${id}`, { method: 'DELETE' })
  expect(removed.status).toBe(200)
  expect(await inLog(gateway, id)).toBeUndefined()
  expect(await asked(gateway, id)).toMatchObject({ status: 404 })
})

test('while history is away executions run, and what was just asked can be asked for', async () => {
  await using gateway = await openTestGateway({ absent: ['history'] })
  const { status, body } = await gateway.ask('/api/v1/executions?wait=true', { json: ASKED })
  expect(status).toBe(200)
  expect(await asked(gateway, String(body.id))).toMatchObject({ status: 200, body: { stdin: 'a\0b' } })
  expect(await asked(gateway, crypto.randomUUID())).toMatchObject({ status: 503 })
})

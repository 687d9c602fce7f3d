import { createClient } from '@runhive/client/client'
import { expect, test } from 'vitest'
import { WELCOME } from '../testing/contact.ts'
import { openTestGateway, type TestGateway } from '../testing/gateway.ts'
import { NOBODY, signedInAs } from '../testing/people.ts'

const LETTER = { name: 'Ada', email: 'ada@example.org', message: 'Hello?' }

async function inboxOf(gateway: TestGateway, query = '') {
  const answer = await gateway.ask(`/api/v1/admin/contact${query}`, {
    headers: signedInAs('root', gateway.url),
  })
  const { messages = [] } = answer.body as { messages?: Array<typeof WELCOME> }
  return messages
}
const trapped = async (gateway: TestGateway) => {
  const { body } = await gateway.ask('/metrics')
  return /^runhive_contact_trapped_total (\d+)$/m.exec(String(body.text))?.[1]
}

test('what fills in the field that people do not see is answered like a message, kept by nobody, and counted', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const website = 'https://spam.example'
  const client = createClient({ url: gateway.url })
  const kept = await gateway.ask('/api/v1/contact', { json: LETTER, headers: NOBODY })
  const caught = await gateway.ask('/api/v1/contact', { json: { ...LETTER, website }, headers: NOBODY })
  const caughtToo = await client.contact.send.mutate({ ...LETTER, website })
  expect(caught.status).toBe(kept.status)
  for (const answer of [caught.body, caughtToo]) {
    expect(Object.keys(answer)).toEqual(Object.keys(kept.body))
    expect(answer.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(Math.abs(Date.now() - Date.parse(String(answer.receivedAt)))).toBeLessThan(10_000)
  }
  expect((await inboxOf(gateway)).map(({ email }) => email)).toEqual([LETTER.email, WELCOME.email])
  expect(await trapped(gateway)).toBe('2')
})

test('a form that leaves the hidden field empty is heard', async () => {
  await using gateway = await openTestGateway({ hold: false })
  await gateway.ask('/api/v1/contact', { json: { ...LETTER, website: '' }, headers: NOBODY })
  expect(await inboxOf(gateway)).toHaveLength(2)
  expect(await trapped(gateway)).toBe('0')
})

test('an operator finds, answers in their own name, archives and removes a message', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const headers = signedInAs('root', gateway.url)
  const of = (action: string) => `/api/v1/admin/contact/${WELCOME.id.toUpperCase()}${action}`
  const replied = await gateway.ask(of('/reply'), { json: { text: ' Hello. ' }, headers })
  expect(replied).toMatchObject({
    status: 200,
    body: { state: 'answered', replies: [{ text: 'Hello.', by: 'root@example.com', mail: 'pending' }] },
  })
  await gateway.ask(of('/archive'), { json: { archived: true }, headers })
  expect(await inboxOf(gateway, '?state=answered')).toEqual([])
  expect(await inboxOf(gateway, '?state=archived')).toMatchObject([{ id: WELCOME.id }])
  expect(await gateway.ask(of(''), { method: 'DELETE', headers })).toMatchObject({ status: 200, body: {} })
  for (const gone of [
    await gateway.ask(of(''), { method: 'DELETE', headers }),
    await gateway.ask(of('/reply'), { json: { text: 'x' }, headers }),
    await gateway.ask(of('/archive'), { json: { archived: true }, headers }),
  ]) {
    expect(gone).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND', message: 'No such message.' },
    })
  }
})

test.each([
  ['markup', '<script>alert(1)</script><img src=x onerror=alert(1)>'],
  ['a header', 'one\r\nBcc: everyone@example.org'],
  ['an order of letters', '\u202egro.elpmaxe\u202c'],
  ['as much as may be', '🐝'.repeat(5_000)],
])(
  '%s in a message comes to the operator as it was typed, as JSON that no browser takes for a page',
  async (_, message) => {
    await using gateway = await openTestGateway({ hold: false })
    const client = createClient({ url: gateway.url })
    await gateway.ask('/api/v1/contact', { json: { ...LETTER, message }, headers: NOBODY })
    await client.contact.send.mutate({ ...LETTER, message })
    const answer = await gateway.ask('/api/v1/admin/contact', { headers: signedInAs('root', gateway.url) })
    expect(answer.headers.get('content-type')).toContain('application/json')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect((await inboxOf(gateway)).slice(0, 2).map((one) => one.message)).toEqual([message, message])
  },
)

import { createClient } from '@runhive/client/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exchangeMessages } from './contact-messages.ts'
import { openJourney } from './journey.ts'
import { type Journey, START_MS } from './journey-stack.ts'
import { beAnswered, createKey, leave, OPERATOR, signInAt } from './people.ts'
import { beSuspended } from './suspended.ts'

let journey: Journey

beforeAll(async () => {
  journey = await openJourney({ MAIL_RETRY_MS: '100' })
}, START_MS)

afterAll(async () => {
  await journey?.[Symbol.asyncDispose]()
}, START_MS)

const TIMEOUT = { timeout: 120_000 }
const hello = { language: 'python', source: 'print("hello")' }

const signIn = (email: string) => signInAt(journey.stack, email)

test(
  'signing in again is the same account, and signing out everywhere ends both sessions',
  TIMEOUT,
  async () => {
    const [one, other] = [await signIn('grace@example.test'), await signIn('grace@example.test')]
    const ids = [(await one.ask('GET', '/account')).body.id, (await other.ask('GET', '/account')).body.id]
    expect(ids[0]).toBe(ids[1])
    await other.visit('/auth/sign-out?everywhere=true')
    expect((await one.ask('GET', '/account')).status).toBe(401)
    expect((await other.ask('GET', '/account')).status).toBe(401)
  },
)

test(
  'what an account may not see or change: other accounts, operators’ pages, anything with a key',
  TIMEOUT,
  async () => {
    const [ada, bob] = [await signIn('ada@example.test'), await signIn('bob@example.test')]
    const { id, token } = await createKey(ada, 'mine')
    const strangers = await bob.ask('PATCH', `/keys/${id}`, { active: false })
    const nobodys = await bob.ask('PATCH', '/keys/0000000000000000', { active: false })
    expect({ ...strangers.body, requestId: '' }).toEqual({ ...nobodys.body, requestId: '' })
    expect(strangers.status).toBe(404)
    expect((await bob.ask('GET', '/admin/accounts')).status).toBe(403)
    const withKey = await fetch(`${journey.stack.url}/api/v1/account`, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(withKey.status).toBe(403)
  },
)

test('an operator sees accounts and changes a plan, and the new limits hold at once', TIMEOUT, async () => {
  const operator = await signIn(OPERATOR)
  await journey.stack.makeOperator(OPERATOR)
  const user = await signIn('limited@example.test')
  const { id } = (await user.ask('GET', '/account')).body
  const plan = {
    name: 'tiny',
    allowance: { requestsPerMinute: 60, burst: 5, executionsPerDay: 2, concurrentExecutions: 1 },
    maxKeys: 2,
    retentionDays: 1,
  }
  expect((await operator.ask('POST', '/admin/plans', plan)).status).toBe(200)
  expect(await operator.ask('PATCH', `/admin/accounts/${id}`, { plan: 'tiny' })).toMatchObject({
    status: 200,
    body: { plan: { name: 'tiny' } },
  })
  const key = await createKey(user, 'one')
  const asKey = createClient({ url: journey.stack.url, apiKey: key.token })
  await expect
    .poll(() =>
      asKey.executions.run.mutate(hello).then(
        () => 'ran',
        (error) => error.code,
      ),
    )
    .toBe('RATE_LIMITED')
})

test(
  'an account that an operator suspends runs nothing from its next request on, and what it runs ends',
  TIMEOUT,
  () => beSuspended(journey, 'suspended@example.test'),
)

test('somebody writes to the operator, who hears of it by mail and answers by mail', TIMEOUT, () =>
  exchangeMessages(journey),
)

test(
  'what an account kept is exported as one archive, and history that was written is in it',
  TIMEOUT,
  async () => {
    const browser = await signIn('exporting@example.test')
    const { token } = await createKey(browser, 'laptop')
    const client = createClient({ url: journey.stack.url, apiKey: token })
    const { id } = await client.executions.run.mutate({ language: 'python', source: 'print("kept")' })
    await beAnswered(journey, { browser, email: 'exporting@example.test', text: 'an answer to keep' })
    const archive = async () => {
      const answer = await browser.download('/account/export')
      return answer
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { part: string; execution?: { id: string } })
    }
    const ALL = ['end', 'execution', 'key', 'message', 'profile', 'request', 'session', 'usage']
    // History and usage data are written off the path of what they tell.
    const partsOf = async () => [...new Set((await archive()).map(({ part }) => part))].toSorted()
    await expect.poll(partsOf).toEqual(ALL)
    const lines = await archive()
    expect(lines.filter(({ execution }) => execution).map(({ execution }) => execution?.id)).toEqual([id])
    expect(lines.at(-1)?.part).toBe('end')
    expect(lines.filter(({ part }) => part === 'message')).toMatchObject([
      { message: { email: 'exporting@example.test', replies: [{ text: 'an answer to keep' }] } },
    ])
    // Who answered is not the sender's to know.
    expect(JSON.stringify(lines)).not.toContain(OPERATOR)
    expect(JSON.stringify(lines)).not.toContain(token)
  },
)

test(
  'an account that was removed is gone everywhere, with a receipt, and its key is dead at once',
  TIMEOUT,
  () => leave(journey, 'leaving@example.test'),
)

import { createClient, watchExecution } from '@runhive/client/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, openBrowser } from './browser.ts'
import { type JourneyStack, openJourneyStack, START_MS } from './journey-stack.ts'

let journey: JourneyStack

beforeAll(async () => {
  journey = await openJourneyStack()
}, START_MS)

afterAll(async () => {
  await journey?.[Symbol.asyncDispose]()
}, START_MS)

const TIMEOUT = { timeout: 120_000 }
const hello = { language: 'python', source: 'print("hello")' }
const endless = {
  language: 'python',
  source: 'import time\nwhile True:\n  print("on", flush=True)\n  time.sleep(0.1)\n',
}

async function signIn(email: string): Promise<Browser> {
  const browser = openBrowser(journey.stack.url)
  const page = await browser.visit(`/auth/sign-in?returnTo=${encodeURIComponent('/api/v1/status')}`)
  expect(page.url).toContain(journey.stack.issuerUrl)
  const landed = await browser.visit(`${page.url}?email=${encodeURIComponent(email)}`)
  expect(landed.url).toBe(`${journey.stack.url}/api/v1/status`)
  return browser
}

async function createKey(browser: Browser, name: string): Promise<{ id: string; token: string }> {
  const { status, body } = await browser.ask('POST', '/keys', { name })
  expect(status).toBe(200)
  const { key, token } = body as unknown as { key: { id: string }; token: string }
  return { id: key.id, token }
}

const OPERATOR = 'operator@example.test'

/** Sends a message of the contact form, which an operator answers. */
async function beAnswered(sender: Browser, email: string, text: string): Promise<void> {
  const { status, body } = await sender.ask('POST', '/contact', { name: 'Somebody', email, message: 'hello' })
  expect(status).toBe(200)
  const operator = await signIn(OPERATOR)
  await journey.stack.makeOperator(OPERATOR)
  const replied = await operator.ask('POST', `/admin/contact/${body.id}/reply`, { text })
  expect(replied).toMatchObject({ status: 200, body: { state: 'answered' } })
}

test(
  'somebody signs in, makes a key, runs code with it, and within a second of deactivating it a second gateway refuses it, a stream under way included',
  TIMEOUT,
  async () => {
    await using second = await journey.stack.startAnother('gateway', { PUBLIC_URL: journey.stack.url })
    const browser = await signIn('ada@example.test')
    expect((await browser.ask('GET', '/account')).body).toMatchObject({
      email: 'ada@example.test',
      role: 'user',
    })

    const { id, token } = await createKey(browser, 'laptop')
    const client = createClient({ url: journey.stack.url, apiKey: token })
    expect((await client.executions.run.mutate(hello)).run?.stdout).toBe('hello\n')

    const elsewhere = createClient({ url: second.url, apiKey: token })
    const { id: execution } = await elsewhere.executions.submit.mutate(endless)
    const streaming = Promise.withResolvers<void>()
    const ended = (async () => {
      for await (const { event } of watchExecution(elsewhere, execution)) {
        if (event.kind === 'output') streaming.resolve()
      }
    })().catch((error: unknown) => ({ error, atMs: performance.now() }))
    await streaming.promise

    const changed = await browser.ask('PATCH', `/keys/${id}`, { active: false })
    const deactivatedMs = performance.now()
    expect(changed).toMatchObject({ status: 200, body: { active: false } })
    const refused = await firstRefusal(() => elsewhere.executions.get.query({ id: execution }))
    expect(refused - deactivatedMs).toBeLessThan(1_000)
    const stream = await ended
    expect(stream).toMatchObject({ error: { code: 'UNAUTHENTICATED' } })
    expect((stream?.atMs ?? Number.POSITIVE_INFINITY) - deactivatedMs).toBeLessThan(1_000)

    expect(await browser.ask('PATCH', `/keys/${id}`, { active: true })).toMatchObject({ status: 200 })
    await expect(elsewhere.executions.cancel.mutate({ id: execution })).resolves.toMatchObject({
      id: execution,
    })
  },
)

/** When asking was refused for the first time, on the clock of `performance.now()`. */
async function firstRefusal(ask: () => Promise<unknown>): Promise<number> {
  for (;;) {
    const refused = await ask().then(
      () => false,
      (error: { code?: string }) => error.code === 'UNAUTHENTICATED',
    )
    if (refused) return performance.now()
  }
}

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
    .poll(
      () =>
        asKey.executions.run.mutate(hello).then(
          () => 'ran',
          (error) => error.code,
        ),
      {
        timeout: 30_000,
      },
    )
    .toBe('RATE_LIMITED')
})

test(
  'what an account kept is exported as one archive, and history that was written is in it',
  TIMEOUT,
  async () => {
    const browser = await signIn('exporting@example.test')
    const { token } = await createKey(browser, 'laptop')
    const client = createClient({ url: journey.stack.url, apiKey: token })
    const { id } = await client.executions.run.mutate({ language: 'python', source: 'print("kept")' })
    await beAnswered(browser, 'exporting@example.test', 'an answer to keep')
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
    await expect.poll(partsOf, { timeout: 20_000 }).toEqual(ALL)
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

test.each([
  ['while everything is there', []],
  ['while history is away, which finishes when it is back', ['history']],
] as const)(
  'an account removed %s is gone everywhere, with a receipt, and its key is dead at once',
  TIMEOUT,
  async (_when, away) => {
    const email = `leaving-${away.length}@example.test`
    const browser = await signIn(email)
    const { id } = (await browser.ask('GET', '/account')).body
    const { token } = await createKey(browser, 'laptop')
    const client = createClient({ url: journey.stack.url, apiKey: token })
    await client.executions.run.mutate(hello)
    await beAnswered(browser, email, `farewell, ${email}`)
    expect((await journey.mentions(email)).toSorted()).toEqual(
      expect.arrayContaining(['contact.messages.email', 'contact.replies.text']),
    )
    for (const part of away) await journey.stack.stop(part)

    const { status, body } = await browser.ask('DELETE', '/account')
    expect(status).toBe(202)
    await expect(client.executions.run.mutate(hello)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
    expect((await browser.ask('GET', '/account')).status).toBe(401)

    const receipt = async () => (await browser.ask('GET', `/account/receipts/${body.id}`)).body
    const partsDone = async () => {
      const { parts } = (await receipt()) as unknown as {
        parts: Array<{ service: string; finishedAt: string | null }>
      }
      return parts.flatMap(({ service, finishedAt }) => (finishedAt === null ? [] : service))
    }
    await expect.poll(partsDone, { timeout: 60_000 }).toContain('contact')
    if (away.length > 0) expect(await receipt()).toMatchObject({ status: 'pending' })
    for (const part of away) await journey.stack.start(part)
    await expect.poll(receipt, { timeout: 90_000 }).toMatchObject({ status: 'done' })
    expect(await journey.mentions(String(id), email)).toEqual([])
  },
)

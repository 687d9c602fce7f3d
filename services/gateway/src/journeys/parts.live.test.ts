import { createClient, watchExecution } from '@runhive/client/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type JourneyStack, openJourneyStack, START_MS } from './journey-stack.ts'
import { createKey, leave, signInAt } from './people.ts'

/** Journeys during which parts of the stack are added, restarted or away. */
let journey: JourneyStack

beforeAll(async () => {
  journey = await openJourneyStack()
}, START_MS)

afterAll(async () => {
  await journey?.[Symbol.asyncDispose]()
}, START_MS)

const TIMEOUT = { timeout: 120_000 }
const signIn = (email: string) => signInAt(journey.stack, email)
const hello = { language: 'python', source: 'print("hello")' }
const endless = {
  language: 'python',
  source: 'import time\nwhile True:\n  print("on", flush=True)\n  time.sleep(0.1)\n',
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

test('a watcher lives through a restart of the gateway', async () => {
  const client = createClient({ url: journey.stack.url, apiKey: journey.key })
  const slow = {
    language: 'python',
    source: 'import time\nprint("on", flush=True)\ntime.sleep(8)\nprint("off")\n',
  }
  const { id } = await client.executions.submit.mutate(slow)
  const numbers: number[] = []
  const started = Promise.withResolvers<void>()
  const watched = (async () => {
    for await (const { number, event } of watchExecution(client, id)) {
      numbers.push(number)
      if (event.kind === 'started') started.resolve()
      if (event.kind === 'finished') return event.result
    }
    return undefined
  })()
  await started.promise
  await journey.stack.restart('gateway')
  expect(await watched).toMatchObject({ status: 'succeeded', run: { stdout: 'on\noff\n' } })
  expect(numbers).toEqual(numbers.map((_, index) => index + 1))
}, 120_000)

test(
  'an account removed while history is away is gone once it is back, and its key is dead at once',
  TIMEOUT,
  () =>
    leave(journey, 'leaving@example.test', {
      begin: () => journey.stack.stop('history'),
      end: () => journey.stack.start('history'),
    }),
)

import { createClient } from '@runhive/client/client'
import { roles } from '@runhive/contracts/roles'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, openBrowser } from './browser.ts'
import { type JourneyStack, openJourneyStack, START_MS } from './journey-stack.ts'

const OPERATOR = 'operator@example.test'
const FEW = 3

let journey: JourneyStack
let operator: Browser

beforeAll(async () => {
  journey = await openJourneyStack({
    CONTACT_BURST: String(FEW),
    CONTACT_PER_MINUTE: '1',
  })
  operator = openBrowser(journey.stack.url)
  const page = await operator.visit('/auth/sign-in')
  await operator.visit(`${page.url}?email=${encodeURIComponent(OPERATOR)}`)
  await journey.stack.makeOperator(OPERATOR)
}, START_MS)

afterAll(async () => {
  await journey?.[Symbol.asyncDispose]()
}, START_MS)

const TIMEOUT = { timeout: 120_000 }

test(
  'too many messages from one address at once are refused, and nothing else of it is',
  TIMEOUT,
  async () => {
    const client = createClient({ url: journey.stack.url })
    const letter = { name: 'Ada', email: 'ada@example.org', message: 'Hello?' }
    const sent = await Promise.allSettled(
      Array.from({ length: FEW + 1 }, () => client.contact.send.mutate(letter)),
    )
    const refused = sent.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []))
    expect(refused).toEqual(['RATE_LIMITED'])
    expect((await operator.ask('GET', '/admin/contact')).body).toMatchObject({ open: FEW })
    // Other requests from that address go on; a stack that has just started may say degraded at first.
    await expect.poll(async () => (await client.health.status.query()).status).toBe('ok')
  },
)

test(
  'the site says what its services really do, and the operator sees what they have done',
  TIMEOUT,
  async () => {
    const { id } = await journey.client.executions.run.mutate({ language: 'python', source: 'print(1)' })
    expect(id).toBeTruthy()
    const client = createClient({ url: journey.stack.url })
    expect(await client.site.get.query()).toMatchObject({
      signIn: true,
      anonymousExecutions: false,
      privacy: {
        ...{ usageDataDays: 30, usageDays: 400, webhookLogDays: 30, contactDays: 365, sessionDays: 30 },
        plans: expect.arrayContaining([{ name: 'free', retentionDays: expect.any(Number) }]),
        issuer: journey.stack.issuerUrl,
      },
    })
    const overview = async () => (await operator.ask('GET', '/admin/overview')).body
    await expect.poll(overview).toMatchObject({
      executors: [{ running: 0 }],
      queue: { depth: 0, oldestAgeMs: null },
      outcomes: { byStatus: { succeeded: expect.any(Number), internal_error: 0 } },
    })
    const { outcomes } = (await overview()) as unknown as { outcomes: { byStatus: { succeeded: number } } }
    expect(outcomes.byStatus.succeeded).toBeGreaterThanOrEqual(1)
  },
)

test(
  'within two minutes of the start the status history shows every part, and claims nothing of before',
  TIMEOUT,
  async () => {
    const client = createClient({ url: journey.stack.url })
    const lastOf = async (name: string) => {
      const { services } = await client.health.history.query({ hours: 1 })
      return services.find((service) => service.name === name)?.buckets.at(-1)?.state
    }
    // Seldom enough for the limits of one address.
    await expect.poll(() => lastOf('contact'), { timeout: 90_000, interval: 1_000 }).toBe('up')
    const { services, bucketMinutes } = await client.health.history.query({ hours: 1 })
    expect(bucketMinutes).toBe(1)
    expect(services.map(({ name }) => name)).toEqual(Object.keys(roles).toSorted())
    for (const { buckets } of services) expect(buckets[0]?.state).toBe('unknown')
    // History may have looked before the gateway was there.
    expect(services.find(({ name }) => name === 'gateway')?.availability).toBeGreaterThan(0)
  },
)

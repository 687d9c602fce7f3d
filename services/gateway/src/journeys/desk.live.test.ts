import { createClient } from '@runhive/client/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, openBrowser } from './browser.ts'
import { type JourneyStack, openJourneyStack, START_MS } from './journey-stack.ts'

const OPERATOR = 'operator@example.test'
const FEW = 3

let journey: JourneyStack
let operator: Browser

beforeAll(async () => {
  journey = await openJourneyStack({
    OPERATOR_EMAIL: 'desk@example.test',
    MAIL_RETRY_MS: '100',
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

interface Mail {
  readonly envelope: { readonly to: readonly string[] }
  readonly replyTo: readonly string[]
  readonly inReplyTo: string
  readonly text: string
}

/** What came by mail for somebody, newest first. */
async function mailsTo(address: string): Promise<Mail[]> {
  const answer = await fetch(`${journey.stack.mailboxUrl}/messages`)
  const { messages } = (await answer.json()) as { messages: Mail[] }
  return messages.filter(({ envelope }) => envelope.to.includes(address))
}

test(
  'somebody writes to the operator, who hears of it by mail and answers by mail; too much at once is refused',
  TIMEOUT,
  async () => {
    const client = createClient({ url: journey.stack.url })
    const message = 'Läuft auch <script>alert(1)</script>?\r\nBcc: everyone@example.org'
    const send = (email: string) => client.contact.send.mutate({ name: 'Ada, "A" <x@y.z>', email, message })
    const { id } = await send('ada@example.org')
    await expect
      .poll(() => mailsTo('desk@example.test'))
      .toMatchObject([
        {
          replyTo: ['ada@example.org'],
          text: expect.stringContaining('> Läuft auch <script>alert(1)</script>?\n> Bcc: '),
        },
      ])

    await fetch(`${journey.stack.mailboxUrl}/refuse?status=451&times=2`, { method: 'POST' })
    const replied = await operator.ask('POST', `/admin/contact/${id}/reply`, { text: 'Ja.' })
    expect(replied).toMatchObject({ status: 200, body: { replies: [{ by: OPERATOR, mail: 'pending' }] } })
    await expect
      .poll(() => mailsTo('ada@example.org'))
      .toMatchObject([{ inReplyTo: expect.stringContaining(id), text: expect.stringMatching(/^Ja\.\n/) }])
    const mailed = async () => (await operator.ask('GET', '/admin/contact')).body
    await expect.poll(mailed).toMatchObject({
      open: 0,
      messages: [{ id, name: 'Ada, "A" <x@y.z>', message, state: 'answered', replies: [{ mail: 'sent' }] }],
    })
    expect(await mailsTo('everyone@example.org')).toEqual([])

    const more = await Promise.allSettled(Array.from({ length: FEW }, () => send('ada@example.org')))
    const refused = more.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []))
    expect(refused).toEqual(['RATE_LIMITED'])
    // Other requests from that address go on.
    expect((await client.health.status.query()).status).toBe('ok')
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
    expect(services.map(({ name }) => name)).toEqual(['auth', 'contact', 'executor', 'gateway', 'history'])
    for (const { buckets } of services) expect(buckets[0]?.state).toBe('unknown')
    // History may have looked before the gateway was there.
    expect(services.find(({ name }) => name === 'gateway')?.availability).toBeGreaterThan(0)
  },
)

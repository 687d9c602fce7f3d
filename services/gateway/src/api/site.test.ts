import { expect, test } from 'vitest'
import { Overview } from '../installation/overview.ts'
import { SiteFacts } from '../installation/site-facts.ts'
import { openTestGateway, type TestOptions } from '../testing/gateway.ts'
import { NOBODY, signedInAs } from '../testing/people.ts'

async function siteOf(options: TestOptions = {}) {
  await using gateway = await openTestGateway({ hold: false, ...options })
  return SiteFacts.parse((await gateway.ask('/api/v1/site', { headers: NOBODY })).body)
}

test('anybody may ask what this installation is, and gets what its services say', async () => {
  const env = { SITE_NAME: 'Código 🐝', CONTACT_EMAIL: 'desk@example.com' }
  expect(await siteOf({ env })).toEqual({
    name: 'Código 🐝',
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    signIn: true,
    anonymousExecutions: false,
    contactEmail: 'desk@example.com',
    privacy: {
      usageDataDays: 30,
      usageDays: 400,
      webhookLogDays: 30,
      contactDays: 365,
      sessionDays: 30,
      watchableHours: 1,
      // History keeps nothing longer than 20 days, even if a plan says more.
      plans: [{ name: 'free', retentionDays: 20 }],
      issuer: 'https://issuer.example',
    },
  })
})

test('an installation without settings of its own has a name and no address', async () => {
  expect(await siteOf()).toMatchObject({ name: 'Runhive', contactEmail: null })
})

test('a service that is away takes only its own facts with it', async () => {
  const whole = await siteOf()
  const ofContact = { contactDays: null }
  expect(await siteOf({ absent: ['contact'] })).toEqual({
    ...whole,
    privacy: { ...whole.privacy, ...ofContact },
  })
  const ofHistory = { usageDays: null, webhookLogDays: null, plans: [{ name: 'free', retentionDays: 30 }] }
  expect(await siteOf({ absent: ['history'] })).toEqual({
    ...whole,
    privacy: { ...whole.privacy, ...ofHistory },
  })
})

test('an operator sees instances, the queue and outcomes; what history would tell is null while it is away', async () => {
  const overview = async (...absent: NonNullable<TestOptions['absent']>) => {
    await using gateway = await openTestGateway({ hold: false, absent })
    await gateway.ask('/api/v1/executions', { json: { language: 'python', source: '' } })
    await gateway.ask('/api/v1/executions', { json: { language: 'cobol', source: '' } })
    const headers = signedInAs('root', gateway.url)
    return Overview.parse((await gateway.ask('/api/v1/admin/overview', { headers })).body)
  }
  const { services, executors, queue, outcomes } = await overview()
  const auth = services.find(({ name }) => name === 'auth')
  expect(auth?.instances[0]?.procedures).toContainEqual({
    name: 'admit',
    calls: expect.any(Number),
    errors: 0,
    averageMs: expect.any(Number),
  })
  expect(executors).toMatchObject([{ running: 0, concurrency: 2 }])
  expect(queue).toMatchObject({
    depth: 1,
    capacity: 10_000,
    bytes: expect.any(Number),
    capacityBytes: 2 ** 30,
    oldestAgeMs: expect.any(Number),
  })
  expect(queue.lanes).toContainEqual({ name: 'light', depth: 1 })
  expect(outcomes).toMatchObject({ hours: 24, byStatus: { succeeded: 2, internal_error: 1, cancelled: 0 } })
  const without = await overview('history')
  expect(without.outcomes).toBeNull()
  expect(without.services).toContainEqual({ name: 'history', instances: [] })
})

test('what history would tell cannot be told while it is away', async () => {
  await using gateway = await openTestGateway({ hold: false, absent: ['history'] })
  const answer = await gateway.ask('/api/v1/status/history', { headers: NOBODY })
  expect(answer).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } })
})

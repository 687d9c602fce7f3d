import { randomUUID } from 'node:crypto'
import type { Handlers } from '@runhive/contracts/define'
import type { ExecutionResult } from '@runhive/contracts/execution-result'
import { eventKey } from '@runhive/contracts/execution-streams'
import { history, type WebhookDelivery } from '@runhive/contracts/history'
import type { AskedRequest } from '@runhive/contracts/request'
import type { Mesh } from '@runhive/mesh/mesh'
import { EXPECTED } from '../installation/status.ts'

const EXPORTED_PER_PAGE = 2
const LONG = 1_000
const DAY = { day: '2026-01-01', language: 'python', runs: 2, errors: 1, cpuSeconds: 0.5 }

/** Keeps what it is given under `<account>.<id>`; page cursors are positions. */
export function serveHistory(
  mesh: Mesh,
  records: Map<string, ExecutionResult>,
  requests = new Map<string, AskedRequest>(),
) {
  const ofAccount = (accountId: string) =>
    [...records].filter(([key]) => key.startsWith(`${accountId}.`)).map(([, result]) => result)
  return mesh.serve(history, {
    get: async ({ accountId, id }, call) => {
      const found = records.get(eventKey(accountId, id))
      if (!found) throw call.refusal('NOT_FOUND', {})
      return found
    },
    request: async ({ accountId, id }, call) => {
      const found = requests.get(eventKey(accountId, id))
      if (!found) throw call.refusal('NOT_FOUND', {})
      return found
    },
    list: async ({ accountId, cursor = '0', limit, from, to }, call) => {
      if (!/^\d+$/.test(cursor)) throw call.refusal('BAD_CURSOR', {})
      const mine = ofAccount(accountId).filter(({ createdAt }) => isBetween(createdAt, from, to))
      const end = Number(cursor) + limit
      const executions = mine
        .slice(Number(cursor), end)
        .map((result) => ({ ...result, totalMs: result.timings.totalMs }))
      return end < mine.length ? { executions, nextCursor: String(end) } : { executions }
    },
    remove: async ({ accountId, id }, call) => {
      requests.delete(eventKey(accountId, id))
      if (!records.delete(eventKey(accountId, id))) throw call.refusal('NOT_FOUND', {})
      return {}
    },
    exportPage: async ({ accountId, cursor = '0' }) => {
      const mine = ofAccount(accountId)
      const end = Number(cursor) + EXPORTED_PER_PAGE
      const executions = mine.slice(Number(cursor), end)
      const page = { executions, ...whatWasAsked(requests, accountId, executions) }
      return end < mine.length ? { ...page, nextCursor: String(end) } : page
    },
    usage: async ({ from, to }) => ({ days: from <= DAY.day && DAY.day <= to ? [DAY] : [] }),
    analytics: async () => ({ days: [{ ...DAY, accounts: 1 }] }),
    removeAccount: async () => ({ deleted: {} }),
    ...notifying(),
    ...watching(),
  })
}

/** A long one stays apart. */
function whatWasAsked(
  requests: ReadonlyMap<string, AskedRequest>,
  accountId: string,
  executions: readonly ExecutionResult[],
) {
  const kept = executions.flatMap(({ id }) => {
    const request = requests.get(eventKey(accountId, id))
    return request ? [[id, request] as const] : []
  })
  const [long = [], short = []] = [true, false].map((isLong) =>
    kept.filter(([, { source = '' }]) => source.length > LONG === isLong),
  )
  return { requests: Object.fromEntries(short), apart: long.map(([id]) => id) }
}

function isBetween(time: string, from: string | undefined, to: string | undefined): boolean {
  const at = Date.parse(time)
  return (from === undefined || at >= Date.parse(from)) && (to === undefined || at < Date.parse(to))
}

/** All was well but for the first bucket, of which nothing is known. */
function watching(): Pick<Handlers<typeof history>, 'serviceStates' | 'outcomes' | 'facts'> {
  const [first, second] = ['2026-01-01T00:00:00.000Z', '2026-01-01T01:00:00.000Z']
  return {
    serviceStates: async () => ({
      from: first,
      to: '2026-01-01T02:00:00.000Z',
      bucketMinutes: 60,
      services: EXPECTED.map((name) => ({
        name,
        availability: 1,
        buckets: [
          { at: first, state: 'unknown' as const },
          { at: second, state: 'up' as const },
        ],
      })),
    }),
    outcomes: async ({ hours }) => ({
      hours,
      byStatus: { succeeded: 2, internal_error: 1 },
      byHour: [{ at: first, runs: 3, errors: 1, internalErrors: 1 }],
    }),
    facts: async () => ({ retentionDaysMax: 20, usageDays: 400, webhookLogDays: 30, statusDays: 90 }),
  }
}

/**
 * Secrets by account and how often they were replaced; deliveries are those of the tests that were asked for, newest
 * first.
 */
function notifying(): Pick<Handlers<typeof history>, 'webhookSecret' | 'listDeliveries' | 'testWebhook'> {
  const rotated = new Map<string, number>()
  const kept: Array<{ accountId: string; delivery: WebhookDelivery }> = []
  return {
    async webhookSecret({ accountId, rotate }) {
      const times = (rotated.get(accountId) ?? 0) + (rotate ? 1 : 0)
      rotated.set(accountId, times)
      return { secret: `whsec_${accountId}_${times}` }
    },
    async listDeliveries({ accountId, cursor = '0', limit }, call) {
      if (!/^\d+$/.test(cursor)) throw call.refusal('BAD_CURSOR', {})
      const mine = kept.filter((one) => one.accountId === accountId).map(({ delivery }) => delivery)
      const end = Number(cursor) + limit
      const deliveries = mine.slice(Number(cursor), end)
      return end < mine.length ? { deliveries, nextCursor: String(end) } : { deliveries }
    },
    async testWebhook({ accountId, url }) {
      const delivery: WebhookDelivery = {
        id: randomUUID(),
        executionId: null,
        url,
        status: 'delivered',
        createdAt: '2026-01-01T00:00:00.000Z',
        nextAttemptAt: null,
        attempts: [],
      }
      kept.unshift({ accountId, delivery })
      return delivery
    },
  }
}

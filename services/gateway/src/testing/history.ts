import type { Handlers } from '@runhive/contracts/define'
import type { ExecutionResult } from '@runhive/contracts/execution'
import { eventKey } from '@runhive/contracts/executions'
import { history } from '@runhive/contracts/history'
import type { Mesh } from '@runhive/mesh/mesh'

const EXPORTED_PER_PAGE = 2
const DAY = { day: '2026-01-01', language: 'python', runs: 2, errors: 1, cpuSeconds: 0.5 }

/** Keeps what it is given under `<account>.<id>`; page cursors are positions. */
export function serveHistory(mesh: Mesh, records: Map<string, ExecutionResult>) {
  const ofAccount = (accountId: string) =>
    [...records].filter(([key]) => key.startsWith(`${accountId}.`)).map(([, result]) => result)
  return mesh.serve(history, {
    get: async ({ accountId, id }, call) => {
      const found = records.get(eventKey(accountId, id))
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
      if (!records.delete(eventKey(accountId, id))) throw call.refusal('NOT_FOUND', {})
      return {}
    },
    exportPage: async ({ accountId, cursor = '0' }) => {
      const mine = ofAccount(accountId)
      const end = Number(cursor) + EXPORTED_PER_PAGE
      const executions = mine.slice(Number(cursor), end)
      return end < mine.length ? { executions, nextCursor: String(end) } : { executions }
    },
    usage: async ({ from, to }) => ({ days: from <= DAY.day && DAY.day <= to ? [DAY] : [] }),
    analytics: async () => ({ days: [{ ...DAY, accounts: 1 }] }),
    ...notAsked(),
  })
}

function isBetween(time: string, from: string | undefined, to: string | undefined): boolean {
  const at = Date.parse(time)
  return (from === undefined || at >= Date.parse(from)) && (to === undefined || at < Date.parse(to))
}

/** What no test of the gateway needs an answer of yet. */
function notAsked(): Pick<
  Handlers<typeof history>,
  'removeAccount' | 'webhookSecret' | 'listDeliveries' | 'testWebhook'
> {
  const delivery = { executionId: null, createdAt: '2026-01-01T00:00:00.000Z', nextAttemptAt: null }
  return {
    removeAccount: async () => ({ deleted: {} }),
    webhookSecret: async () => ({ secret: 'whsec_test' }),
    listDeliveries: async () => ({ deliveries: [] }),
    testWebhook: async ({ url }) => ({
      ...delivery,
      id: '5f0c9a52-6d2f-4b7e-8a64-2f1f6f2f9d10',
      url,
      status: 'delivered',
      attempts: [],
    }),
  }
}

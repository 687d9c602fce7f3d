import { type CallScope, type Client, isRefusal } from '@runhive/contracts/define'
import { type ExecutionEvent, ExecutionResult } from '@runhive/contracts/execution-result'
import { eventKey } from '@runhive/contracts/execution-streams'
import { history } from '@runhive/contracts/history'
import type { Log, Numbered } from '@runhive/mesh/mesh'
import * as z from 'zod'
import { GatewayError } from '../../errors/gateway-error.ts'
import type { ResultTurns } from './result-turns.ts'

export type ExecutionState = z.output<typeof ExecutionState>
/** An execution that has not ended. */
export const ExecutionState = z.object({
  id: z.uuid(),
  status: z.enum(['queued', 'running']),
  createdAt: z.iso.datetime(),
})

export const ExecutionView = z.union([ExecutionResult, ExecutionState])

export interface FindDeps {
  readonly events: Pick<Log<ExecutionEvent>, 'last'>
  readonly history: Pick<Client<typeof history>, 'get'>
  readonly turns: ResultTurns
}

export interface Owned {
  readonly accountId: string
  readonly id: string
}

/** Where an execution was found: in its events while they are kept, then in its record. */
export type Found =
  | { readonly kind: 'live'; readonly last: Numbered<ExecutionEvent> }
  | { readonly kind: 'recorded'; readonly result: ExecutionResult }

/**
 * Finds an account's execution. Refuses with `NOT_FOUND` what is not there and what is not theirs, in the same words.
 */
export async function findExecution(deps: FindDeps, owned: Owned, scope: CallScope): Promise<Found> {
  return deps.turns.read(owned.accountId, scope.signal, () => find(deps, owned, scope))
}

async function find(deps: Omit<FindDeps, 'turns'>, owned: Owned, scope: CallScope): Promise<Found> {
  const key = eventKey(owned.accountId, owned.id)
  const last = await deps.events.last(key)
  if (last?.event.kind === 'finished') return { kind: 'live', last }
  if (last) return { kind: 'live', last: (await findLater(deps, key, last)) ?? last }
  try {
    return { kind: 'recorded', result: await deps.history.get(owned, scope) }
  } catch (error) {
    if (isRefusal(history, 'get', error, 'NOT_FOUND')) throw notFound()
    throw error
  }
}

/**
 * After a failure an earlier event may be stored after the last one; and an executor may be faster than the gateway
 * that appends `queued`.
 */
async function findLater(
  { events }: Pick<FindDeps, 'events'>,
  key: string,
  { event }: Numbered<ExecutionEvent>,
): Promise<Numbered<ExecutionEvent> | undefined> {
  const finished = await events.last(key, 'finished')
  return finished ?? (event.kind === 'queued' ? await events.last(key, 'started') : undefined)
}

export function toView(id: string, found: Found): z.output<typeof ExecutionView> {
  if (found.kind === 'recorded') return found.result
  const { event } = found.last
  if (event.kind === 'finished') return event.result
  return { id, status: event.kind === 'queued' ? 'queued' : 'running', createdAt: createdAt(id) }
}

function notFound(): GatewayError {
  return new GatewayError('NOT_FOUND', { message: 'No such execution, or it is not yours.' })
}

/** A UUIDv7 begins with the time of its creation, milliseconds. */
function createdAt(id: string): string {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toISOString()
}

import { auth } from './auth.ts'
import { contact } from './contact.ts'
import { type Contract, contract, type Procedure } from './define.ts'
import { executionControl } from './execution-control.ts'
import {
  executionCancellations,
  executionErasures,
  executionEvents,
  executionQueue,
  executionRequests,
  idempotencyClaims,
} from './execution-streams.ts'
import { executor } from './executor.ts'
import { gateway } from './gateway.ts'
import { history } from './history.ts'
import { revocations } from './revocations.ts'
import type { EventLog, WorkQueue } from './streams.ts'
import { webhookKeys } from './webhook-keys.ts'

/** What a service may do on the mesh. Its permissions follow from this, so nothing else will work. */
export interface Role {
  /** Answers these. */
  readonly serves?: ReadonlyArray<Contract>
  /** Calls these. */
  readonly calls?: ReadonlyArray<Contract>
  /** Answers these at addresses: for something that this one process holds. */
  readonly servesAt?: ReadonlyArray<Contract>
  /** Calls these at addresses. */
  readonly callsAt?: ReadonlyArray<Contract>
  /** Asks who is there. */
  readonly discovers?: boolean
  /** Puts items into these, and counts what is in them. */
  readonly publishes?: ReadonlyArray<WorkQueue>
  /** Takes items out of these, by the consumers that the stream's owner has made. */
  readonly takes?: ReadonlyArray<WorkQueue>
  readonly appends?: ReadonlyArray<EventLog>
  /** Asks for the last event of a key whose name it knows. */
  readonly looksUp?: ReadonlyArray<EventLog>
  /**
   * Tails: sees every event of every key. Following one key is for owners of streams: only they may create consumers.
   */
  readonly reads?: ReadonlyArray<EventLog>
  /** Removes what is kept under a key, or under all keys with one first token. */
  readonly forgets?: ReadonlyArray<EventLog>
  /**
   * Overwrites what it removes: an item that it has taken, what is kept under a key of a log. To find the latter it
   * sees all of that log, so it is never more than who reads it.
   */
  readonly erases?: ReadonlyArray<WorkQueue | EventLog>
  readonly consumes?: ReadonlyArray<Consumption>
  /**
   * Makes these and all their consumers, and changes their settings; everybody else waits until they are there.
   * A login that may do that can have the server copy any subject into a stream, and out of it to any other: so never a
   * service that others' code could take over.
   */
  readonly ownsStreams?: ReadonlyArray<WorkQueue | EventLog>
}

export interface Consumption {
  readonly log: EventLog
  readonly consumer: string
  /**
   * Consumers that it replaces, which an older version of the service uses and an older owner of the log has made.
   * Nobody makes them any more.
   */
  readonly formerly?: ReadonlyArray<string>
  readonly kinds: ReadonlyArray<string>
}

/**
 * By which history hears of every end. Older versions did a third of its work by each of the former ones:
 * docs/decisions/0026-recorded-in-batches.md.
 */
export const recording = {
  log: executionEvents,
  consumer: 'records',
  formerly: ['history', 'webhooks', 'requests'],
  kinds: ['finished'],
} as const satisfies Consumption

/** Some procedures of a contract: a role that calls only these has no login for the others. */
function only<C extends Contract>(
  { name, procedures }: C,
  names: ReadonlyArray<keyof C['procedures'] & string>,
): Contract {
  return contract(name, Object.fromEntries(names.map((one) => [one, procedures[one] as Procedure])))
}

export const roles = {
  gateway: {
    serves: [gateway],
    calls: [auth, executor, history, contact],
    callsAt: [executionControl],
    discovers: true,
    publishes: [executionQueue],
    appends: [
      executionEvents,
      executionCancellations,
      executionRequests,
      executionErasures,
      idempotencyClaims,
    ],
    looksUp: [executionRequests, idempotencyClaims],
    reads: [executionEvents, executionErasures, revocations],
    // With the former it knows what is still to be erased, whichever gateway answered.
    forgets: [executionErasures],
    erases: [executionEvents, executionRequests],
    ownsStreams: [
      executionQueue,
      executionEvents,
      executionCancellations,
      executionRequests,
      executionErasures,
      idempotencyClaims,
      revocations,
      webhookKeys,
    ],
  },
  auth: {
    serves: [auth],
    // Removing an account reaches every service that keeps something of it. Nothing else of theirs is auth's: no code,
    // no output, no messages. Of an execution it asks only whether it was accepted.
    calls: [only(history, ['removeAccount']), only(contact, ['removeSender']), only(gateway, ['accepted'])],
    // The executions of an account that an operator suspends are cancelled.
    appends: [revocations, executionCancellations],
    // Its instances learn from it what another one revoked.
    reads: [revocations],
    forgets: [executionEvents, idempotencyClaims],
    // Ends the leases of what has finished.
    consumes: [{ log: executionEvents, consumer: 'auth', kinds: ['finished'] }],
    // It keeps no stream, not even that of its revocations: it could have the server copy what was asked into it.
  },
  executor: {
    serves: [executor],
    servesAt: [executionControl],
    // How far somebody before it came. It reads no events: they are everybody's.
    calls: [only(gateway, ['progress'])],
    takes: [executionQueue],
    // Items that must not be kept.
    erases: [executionQueue],
    // The latter when an item comes again that must not be kept.
    appends: [executionEvents, executionErasures],
    reads: [executionCancellations],
  },
  history: {
    serves: [history],
    // Once a minute, for the status page.
    discovers: true,
    consumes: [recording],
    appends: [webhookKeys],
    // What was asked of executions that have finished, and nobody else's business.
    looksUp: [executionRequests, webhookKeys],
    // Of removed accounts; and keys of webhooks that have ended.
    erases: [executionRequests, webhookKeys],
  },
  contact: { serves: [contact] },
} satisfies Readonly<Record<string, Role>>

/** Every consumption there is: the owner of a log makes the consumers of all who consume it. */
export const consumptions: ReadonlyArray<Consumption> = Object.values(roles).flatMap(
  (role: Role) => role.consumes ?? [],
)

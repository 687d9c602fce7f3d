import type { Admission } from '@runhive/contracts/admission'
import type { Log } from '@runhive/mesh/mesh'
import { GatewayError } from '../errors/gateway-error.ts'
import { concerns, type Revocation } from './revocation.ts'

/** A subscription that stays open after it was admitted. */
export interface OpenStream extends Disposable {
  /** Aborts with `UNAUTHENTICATED` when the credential that opened it has been revoked. */
  readonly signal: AbortSignal
  /** Whose it is. `isStillGood` asks `auth` once more, in case a revocation may be older than the admission. */
  belongsTo(principal: Admission, isStillGood: () => Promise<boolean>): void
}

export interface OpenStreams extends AsyncDisposable {
  /** Called before admission, so that a revocation between its answer and the first event is not missed. */
  open(): OpenStream
  /** How many are open. */
  count(): number
}

/**
 * The log replays the events it still holds before new ones, so those of a gateway's first moments may be old: the key
 * may have been reactivated since. Milliseconds.
 */
const MAYBE_OLD_MS = 5_000
/** After this time no instance of `auth` still caches a revoked credential as good, milliseconds. */
const FORGOTTEN_MS = 600

/** Follows the revocations and ends the streams that they concern. */
export async function createOpenStreams(
  log: Pick<Log<Revocation>, 'tail'>,
  now: () => number = performance.now.bind(performance),
): Promise<OpenStreams> {
  const entries = new Set<Entry>()
  const startedMs = now()
  const tail = await log.tail(({ event }) => {
    const maybeOld = now() - startedMs < MAYBE_OLD_MS
    for (const entry of entries) entry.hear(event, maybeOld)
  })
  return {
    open() {
      const entry = createEntry(() => entries.delete(entry))
      entries.add(entry)
      return entry
    },
    count: () => entries.size,
    [Symbol.asyncDispose]: () => tail[Symbol.asyncDispose](),
  }
}

interface Entry extends OpenStream {
  hear(event: Revocation, maybeOld: boolean): void
}

interface Owner {
  readonly principal: Admission
  readonly isStillGood: () => Promise<boolean>
}

function createEntry(onClose: () => void): Entry {
  const controller = new AbortController()
  const early: Array<[Revocation, boolean]> = []
  const timers = new Set<NodeJS.Timeout>()
  let owner: Owner | undefined
  const end = () =>
    controller.abort(new GatewayError('UNAUTHENTICATED', { message: 'The credential was revoked.' }))

  const judge = (event: Revocation, maybeOld: boolean, { principal, isStillGood }: Owner) => {
    if (!concerns(event, principal)) return
    if (!maybeOld) return end()
    const timer = setTimeout(async () => {
      timers.delete(timer)
      if (!(await isStillGood())) end()
    }, FORGOTTEN_MS)
    timers.add(timer)
  }

  return {
    signal: controller.signal,
    belongsTo(principal, isStillGood) {
      owner = { principal, isStillGood }
      for (const [event, maybeOld] of early.splice(0)) judge(event, maybeOld, owner)
    },
    hear(event, maybeOld) {
      if (owner) judge(event, maybeOld, owner)
      else early.push([event, maybeOld])
    },
    [Symbol.dispose]() {
      for (const timer of timers) clearTimeout(timer)
      onClose()
    },
  }
}

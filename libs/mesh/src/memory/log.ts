import { RpcError } from '@runhive/contracts/define'
import type { EventLog } from '@runhive/contracts/streams'
import type * as z from 'zod'
import { type Bell, createBell } from '../bell.ts'
import type { MeshLogger } from '../logger.ts'
import type { Followed, FollowOptions, Log, Numbered, OnGap } from '../mesh.ts'
import { type GapWatch, watchGaps } from '../ordering/gap-watch.ts'
import { type Arrived, createSequencer, type Sequencer } from '../ordering/sequencer.ts'
import type { Observer } from '../telemetry/observe.ts'
import { decodeLast, decodeTogether, encodeTogether } from '../wire/envelope.ts'
import { checkFirstToken, checkKey } from '../wire/keys.ts'
import { consume } from './consume.ts'
import type { Decode, MemoryLogStore, Stored } from './log-store.ts'

const QUIET_MS = 10_000

export function memoryLog<T extends z.ZodType<{ kind: string }>>(
  store: MemoryLogStore,
  definition: EventLog<T>,
  { log, observer }: { log: MeshLogger; observer: Observer | undefined },
): Log<z.output<T>> {
  type E = z.output<T>
  const decode = ({ kind: _, body, ...head }: Stored): Arrived<E> => {
    const { event, earlier } = decodeLast(definition.event, body)
    return { ...head, event, ...(earlier === 0 ? {} : { earlier }) }
  }
  const unfold = ({ kind: _, body, ...head }: Stored): Array<Arrived<E>> => {
    const events = decodeTogether(definition.event, body)
    const first = head.number - events.length + 1
    return events.map((event, at) => ({ ...head, number: first + at, event }))
  }
  const remove = (isMeant: (key: string) => boolean) => {
    const kept = store.stored.filter(({ key }) => !isMeant(key))
    store.stored.splice(0, store.stored.length, ...kept)
  }
  const forget = async (meant: string) => {
    checkKey(definition, meant)
    remove((key) => key === meant)
  }
  const forgetUnder = async (firstToken: string) => {
    const start = `${checkFirstToken(definition, firstToken)}.`
    remove((key) => `${key}.`.startsWith(start))
  }
  return {
    async append(key, number, event, options) {
      checkKey(definition, key)
      const observed = observer?.append(definition.name, event.kind, options?.traceparent)
      const traceparent = observed?.traceparent ?? options?.traceparent
      observed?.end('OK')
      const trace = traceparent === undefined ? {} : { traceparent }
      put(store, { key, number, ...trace }, event, options?.earlier)
    },
    async last(key, kind) {
      checkKey(definition, key)
      const entry = store.stored.findLast((one) => one.key === key && (kind ?? one.kind) === one.kind)
      return entry && readable(decode(entry))
    },
    async newest(key) {
      checkKey(definition, key)
      const [entry] = store.stored.filter((one) => one.key === key).toSorted((a, b) => b.number - a.number)
      return entry && readable(decode(entry))
    },
    follow: (key, options) =>
      follow({ store, unfold, name: definition.name, key: checkKey(definition, key) }, options),
    waitFor: (key, kind, options) =>
      waitFor({ store, decode, key: checkKey(definition, key) }, kind, options.signal),
    consume: (options, handler) =>
      consume({ store, decode, log, observer, name: definition.name }, options, handler),
    async tail(handler) {
      const listener = (entry: Stored) => {
        for (const arrived of unfold(entry)) if (arrived.event !== undefined) handler(readable(arrived))
      }
      store.stored.forEach(listener)
      store.listeners.add(listener)
      return { [Symbol.asyncDispose]: async () => void store.listeners.delete(listener) }
    },
    async stored() {
      return store.stored
        .flatMap(unfold)
        .flatMap((arrived) => (arrived.event === undefined ? [] : [readable(arrived)]))
    },
    forget,
    forgetUnder,
    // Consumers are called as soon as an event is appended.
    untilConsumed: async () => undefined,
    erase: forget,
    eraseUnder: forgetUnder,
  }
}

function put<E extends { kind: string }>(
  store: MemoryLogStore,
  head: Omit<Stored, 'kind' | 'body'>,
  event: E,
  earlier: ReadonlyArray<E> = [],
): void {
  const body = encodeTogether(event, earlier)
  if (body === undefined) {
    const first = head.number - earlier.length
    for (const [at, one] of [...earlier, event].entries()) put(store, { ...head, number: first + at }, one)
    return
  }
  if (store.stored.some(({ key, number }) => key === head.key && number === head.number)) return
  const entry = { ...head, kind: event.kind, body }
  store.stored.push(entry)
  for (const listener of [...store.listeners]) listener(entry)
}

function readable<E>(arrived: Arrived<E>): Numbered<E> {
  if (arrived.event === undefined) throw new RpcError('INTERNAL', { message: 'the event cannot be read' })
  return { ...arrived, event: arrived.event }
}

/** With those that were appended together with it before it. */
type Unfold<E> = (entry: Stored) => Array<Arrived<E>>

function follow<E, G extends OnGap>(
  { store, unfold, name, key }: { store: MemoryLogStore; unfold: Unfold<E>; name: string; key: string },
  { after = 0, gaps, signal }: FollowOptions<G>,
): AsyncIterable<Followed<E, G>> {
  const sequencer = createSequencer<E>({ after, behind: true })
  const news = createBell()
  const listener = (entry: Stored) => {
    if (entry.key !== key) return
    for (const event of unfold(entry)) sequencer.heard(event, entry.body.length)
    news.ring()
  }
  const close = () => {
    store.listeners.delete(listener)
    signal.removeEventListener('abort', close)
    news.ring()
  }
  store.listeners.add(listener)
  signal.addEventListener('abort', close, { once: true })
  if (signal.aborted) close()
  const lookUp = () => {
    sequencer.lookUpBegins()
    for (const entry of store.stored)
      if (entry.key === key) for (const event of unfold(entry)) sequencer.found(event, entry.body.length)
  }
  return {
    [Symbol.asyncIterator]: () =>
      iterate({ sequencer, gaps: watchGaps(sequencer, { name, key, gaps }), news, lookUp, close }, signal),
  }
}

async function waitFor<E>(
  { store, decode, key }: { store: MemoryLogStore; decode: Decode<E>; key: string },
  kind: string,
  signal: AbortSignal,
): Promise<Numbered<E> | undefined> {
  const { promise, resolve } = Promise.withResolvers<Stored | undefined>()
  const matches = (entry: Stored) => entry.key === key && entry.kind === kind
  const listener = (entry: Stored) => {
    if (matches(entry)) resolve(entry)
  }
  const leave = () => resolve(undefined)
  store.listeners.add(listener)
  signal.addEventListener('abort', leave, { once: true })
  if (signal.aborted) leave()
  const stored = store.stored.findLast(matches)
  if (stored) resolve(stored)
  try {
    const entry = await promise
    return entry && readable(decode(entry))
  } finally {
    store.listeners.delete(listener)
    signal.removeEventListener('abort', leave)
  }
}

interface Follower<E, G extends OnGap> {
  readonly sequencer: Sequencer<E>
  readonly gaps: GapWatch<G>
  readonly news: Bell
  readonly lookUp: () => void
  readonly close: () => void
}

async function* iterate<E, G extends OnGap>(
  { sequencer, gaps, news, lookUp, close }: Follower<E, G>,
  signal: AbortSignal,
) {
  try {
    while (!signal.aborted) {
      const arrived = sequencer.take()
      if (arrived?.event !== undefined) yield readable(arrived)
      if (arrived !== undefined) continue
      if (sequencer.isBehind()) lookUp()
      const remainingMs = gaps.remainingMs()
      if (remainingMs === 0) yield gaps.report()
      else if (!sequencer.has()) await news.wait(Math.min(remainingMs, QUIET_MS))
    }
  } finally {
    close()
  }
}

import type { CallScope, Client, Contract, Handlers } from '@runhive/contracts/define'
import type { Consumption } from '@runhive/contracts/roles'
import type { EventLog, WorkQueue } from '@runhive/contracts/streams'
import type * as z from 'zod'

/**
 * The mesh as everybody sees it: contracts in, typed clients out, a durable queue and a resumable log.
 * Two implementations pass one conformance suite: NATS (`connectMesh`) and one process's memory
 * (`createMemoryMesh`). Disposing drains: stop taking calls, finish those in flight, leave.
 */
export interface Mesh extends AsyncDisposable {
  /** A typed client. Costs nothing; there is no connection per client. */
  connect<C extends Contract>(contract: C): Client<C>

  /**
   * Answers a contract, sharing its calls with every other instance of the service. Disposing the
   * result stops taking calls, then finishes those in flight.
   */
  serve<C extends Contract>(contract: C, handlers: Handlers<C>, options?: ServeOptions): Promise<Served>

  /**
   * Answers a contract at an address: for calls that must reach the one process that holds something, a running
   * execution say. One subscription, no round trip, not listed in discovery; who hears of the address through
   * something that this mesh sent afterwards can call it. Calls of one caller are started in the order in which it
   * made them. An address belongs to one process at a time: if two serve it, each call goes to one of them. Throws
   * `INTERNAL` when the address is not one or two tokens of `a-z`, `0-9` and `-`, joined by a dot. Disposing stops
   * taking calls, then finishes those in flight.
   */
  serveAt<C extends Contract>(
    contract: C,
    address: string,
    handlers: Handlers<C>,
    options?: ServeAtOptions,
  ): AsyncDisposable

  /**
   * A typed client of the process that serves this contract at the address. Costs nothing. When nobody is there, calls
   * end at once with `UNAVAILABLE`, of which `isNoResponder` is true. Throws as `serveAt` does.
   */
  connectAt<C extends Contract>(contract: C, address: string): Client<C>

  /** Everyone who answers right now, asked on `$SRV.*`. Rejects with `UNAVAILABLE` while the mesh's server is away. */
  discover(options?: DiscoverOptions): Promise<ServiceInstance[]>

  queue<T extends z.ZodType>(queue: WorkQueue<T>): Queue<z.output<T>>
  log<T extends z.ZodType<{ kind: string }>>(log: EventLog<T>): Log<z.output<T>>

  /**
   * Makes these queues and logs now, with the consumers of the queues and of these consumptions of the logs, or gives
   * existing ones these settings: for the owner of the streams, because all others can only wait. It checks them from
   * then on: recreates a consumer that cannot deliver, and removes from queues what nobody can take. Rejects with
   * `UNAVAILABLE` when the server is away.
   */
  prepare(
    streams: ReadonlyArray<WorkQueue | EventLog>,
    consumptions?: ReadonlyArray<Consumption>,
  ): Promise<void>

  /** Round trip to the mesh's server, milliseconds. Rejects with `UNAVAILABLE` while it is away: a readiness check. */
  ping(): Promise<number>

  /** Resolves when the connection is gone for good (with its reason, if any): the process should end. */
  readonly closed: Promise<Error | undefined>
}

export interface DiscoverOptions {
  /** How long to wait for stragglers, milliseconds. Default 250. */
  readonly withinMs?: number
  /**
   * Services that should be there: while nobody of one of them has answered, the wait goes on, because a busy service
   * is not a missing one.
   */
  readonly expected?: readonly string[]
  /** How long that wait may be at most, milliseconds from the beginning. Default 2 000. */
  readonly expectedWithinMs?: number
}

export interface ServeAtOptions {
  /** Calls answered at once; one more is refused with `OVERLOADED`. Default 256. */
  readonly maxInFlight?: number
}

export interface ServeOptions extends ServeAtOptions {
  /** Added to this instance's entry in discovery, e.g. an executor's slots. */
  readonly status?: () => unknown
}

export interface Served extends AsyncDisposable {
  /** This instance's id in discovery. */
  readonly instanceId: string
}

export interface ServiceInstance {
  readonly service: string
  readonly instanceId: string
  readonly version: string
  readonly startedAt: string
  /** Calls, errors and mean handling time since start, per procedure. */
  readonly procedures: ReadonlyArray<{ name: string; calls: number; errors: number; averageMs: number }>
  readonly status?: unknown
}

export interface Queue<T> {
  /**
   * Resolves once the item is stored, and so will be done. Rejects with `OVERLOADED` when the queue is full, by its
   * items or by its bytes, `UNAVAILABLE` when it cannot be reached. A second publish with one id inside the queue's
   * dedupe time is no second item, in any lane. An id that was refused may be refused again for that time, as
   * `UNAVAILABLE`, by a cluster: use another one. `lane` is one of the queue's lanes, by default the first; an unknown
   * one is `INTERNAL`. `traceparent` travels with the item.
   */
  publish(
    id: string,
    item: T,
    options?: { lane?: string | undefined; traceparent?: string | undefined },
  ): Promise<{ duplicate: boolean }>
  /**
   * Waits for an item, of the lane whose turn it is when several hold items. One call is one free worker: call it only
   * when one is free. Rejects when `signal` aborts.
   */
  take(signal: AbortSignal): Promise<Delivery<T>>
  /** Items not done yet, in progress included, of all lanes. */
  depth(): Promise<number>
  /** Bytes that they take, as the queue's `maxBytes` counts them. */
  bytes(): Promise<number>
  /** The same for each lane, empty ones included. A queue without lanes has none. */
  depths(): Promise<Record<string, number>>
  /**
   * When the oldest item that is not done was stored, by the server's clock, in progress included: how far behind the
   * work is. undefined when there is none.
   */
  oldest(): Promise<Date | undefined>
  /**
   * Copies that the server which leads the queue cannot count on, because theirs are away, are not heard or have not
   * caught up. 0 is well, and what a queue with a single copy always has. With three copies 1 means that nothing is
   * lost, and that no other server may go.
   */
  copiesBehind(): Promise<number>
}

/** An item held under a lease that renews itself until `done`; disposing it without `done` gives it back. */
export interface Delivery<T> extends AsyncDisposable {
  readonly id: string
  /** undefined when the item does not fit this version's schema: end it by its `id`. */
  readonly item: T | undefined
  /** 1 for the first delivery. More means that a worker before held it and did not finish. */
  readonly attempt: number
  /** The trace that the item was published in. */
  readonly traceparent?: string | undefined
  /**
   * The item is done and gone. Resolves when the queue has stored that. With `erase` it is also overwritten where it
   * was stored, for what must not be kept: one request more. Rejects with `INTERNAL` when it is done and could not be
   * overwritten.
   *
   * `unconfirmed`, without `erase`: tells the queue and does not wait for its answer. If that is lost on the way, the
   * item comes once more, one lease later: only for work that then sees that it was done.
   */
  done(options?: { erase?: boolean; unconfirmed?: boolean }): Promise<void>
}

export interface Numbered<E> {
  readonly key: string
  /** 1, 2, 3 … under its key. */
  readonly number: number
  readonly event: E
  /** The trace that it was appended in, when it comes live or to a consumer; a look-up in the store does not tell. */
  readonly traceparent?: string
  /** How many were appended together with it, to readers that see only it of these. Absent: none. */
  readonly earlier?: number
}

/** In place of events that a log does not keep (any more): those numbered `from` to `to` under a key, both included. */
export interface Gap {
  readonly key: string
  /** The last one that is missing, so that a reader can go on after it. */
  readonly number: number
  readonly gap: { readonly from: number; readonly to: number }
}

/** What a follower does about events that are not kept: end with an error, or report them and go on. */
export type OnGap = 'fail' | 'report'

export interface FollowOptions<G extends OnGap = OnGap> {
  /** Default 0. */
  readonly after?: number
  /** Promises that nothing is stored yet, and saves the look-up. */
  readonly fresh?: boolean
  /**
   * What happens when events before a later one are not kept, which is certain after two seconds: the iteration ends
   * with `INTERNAL` (`fail`, the default), or yields a {@link Gap} and goes on (`report`).
   */
  readonly gaps?: G
  readonly signal: AbortSignal
}

/** What a follower yields; tell the two apart with `'gap' in entry`. */
export type Followed<E, G extends OnGap> = Numbered<E> | ReportedGap<G>
export type ReportedGap<G extends OnGap> = 'report' extends G ? Gap : never

/**
 * Handles events of one kind that came together: what is there, gathered for about 60 ms after the first, at most 64
 * events or 16 MiB of them (a larger one comes alone). One batch of a kind at a time in each instance; the order of
 * events, also of one key, is not promised.
 *
 * Resolves when all are handled, but for those passed to `later`, which come again after a pause. When it throws
 * `UNAVAILABLE`, or `Unavailable`, all of them come again after a pause. When it throws anything else the batch is split
 * and its parts are handled again, until what fails stands alone: only that comes again after a pause. So an event may
 * be handled any number of times, and again when this process or its connection ends before the server has heard that
 * it was.
 */
export type BatchHandler<E> = (
  events: ReadonlyArray<Numbered<E>>,
  later: (event: Numbered<E>) => void,
) => Promise<void>

export interface ConsumeOptions {
  /** Under this name. A new one sees all events that are still kept. */
  readonly consumer: string
  /**
   * Names that it replaces: consumed too until the stream's owner has made the new one, because an owner of an older
   * version does not know it. So handling an event again must change nothing.
   */
  readonly formerly?: ReadonlyArray<string> | undefined
  readonly kinds: ReadonlyArray<string>
  /** How long a batch gathers from its first event on, milliseconds; 60 by default. A full one does not wait. */
  readonly gatherMs?: number | undefined
}

export interface Log<E> {
  /**
   * Resolves when stored. Appending the same key and number again is ignored, so a retry is safe.
   *
   * `earlier` are the events before it, oldest first, which have the numbers below: all are stored in one message, or
   * each in one when they have more than 64 KiB together. In one message readers of a key (`follow`, `tail`, `stored`)
   * see each of them, and readers of one kind (`last`, `waitFor`, `consume`) only the event itself.
   */
  append(
    key: string,
    number: number,
    event: E,
    options?: { traceparent?: string | undefined; earlier?: ReadonlyArray<E> },
  ): Promise<void>
  /**
   * The event under a key, or of one kind under it, that was stored last, or undefined. After trouble a late event
   * may have been stored behind newer ones: so ask for the kind by which you tell that something has ended.
   */
  last(key: string, kind?: E extends { kind: infer K } ? K : never): Promise<Numbered<E> | undefined>
  /**
   * The event with the highest number under a key, or undefined. Looks at all of them, one after the other: for rare
   * occasions.
   */
  newest(key: string): Promise<Numbered<E> | undefined>
  /**
   * Events under a key with a number above `after`: those stored, then live ones, in order, without repeat and
   * without an unreported gap, until `signal` aborts (the iteration then ends). Listening starts at the call,
   * not at the first `next()`.
   */
  follow<G extends OnGap = 'fail'>(key: string, options: FollowOptions<G>): AsyncIterable<Followed<E, G>>
  /**
   * The newest event of one kind under a key, as soon as there is one: stored, or to come. undefined when `signal`
   * aborts. For callers that need only how something ended: the events in between are not sent. Listening starts at the
   * call; `fresh` as above.
   */
  waitFor(
    key: string,
    kind: E extends { kind: infer K } ? K : never,
    options: { fresh?: boolean; signal: AbortSignal },
  ): Promise<Numbered<E> | undefined>
  /**
   * Every event of some kinds, at least once, through restarts and outages: progress is kept under the consumer's
   * name and shared by its instances. Disposing waits for handlers.
   */
  consume(options: ConsumeOptions, handler: BatchHandler<E>): Promise<AsyncDisposable>
  /** Every event that is kept now, in the order in which they were stored: for logs that are small. */
  stored(): Promise<Array<Numbered<E>>>
  /** Every event still kept, then live ones, to this one instance. */
  tail(handler: (event: Numbered<E>) => void): Promise<AsyncDisposable>
  /** Removes what is kept under a key. */
  forget(key: string): Promise<void>
  /** Removes what is kept under every key with this first token. */
  forgetUnder(firstToken: string): Promise<void>
  /**
   * Resolves when durable consumers (of `consume`) have handled the last event of a kind under a key, or there is none.
   * Rejects with `UNAVAILABLE` when one has not within about ten seconds. Only for the stream's owner.
   */
  untilConsumed(key: string, which: { kind: string; consumers: ReadonlyArray<string> }): Promise<void>
  /**
   * Removes what is kept under a key and overwrites it where it was stored, which `forget` does not: for what must
   * not be kept. Costs a request for each event, so never on the way of an answer. A cluster keeps a copy for some
   * minutes in what its servers tell each other. Rejects with `UNAVAILABLE` when something may be left: do it again.
   */
  erase(key: string): Promise<void>
  /** The same for every key with this first token. */
  eraseUnder(firstToken: string): Promise<void>
}

export type { CallScope }

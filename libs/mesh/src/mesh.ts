import type { CallScope, Client, Contract, Handlers } from '@runhive/contracts/define'
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

  /** Everyone who answers right now, asked on `$SRV.*`. Waits `withinMs` for stragglers. */
  discover(options?: { withinMs?: number }): Promise<ServiceInstance[]>

  queue<T extends z.ZodType>(queue: WorkQueue<T>): Queue<z.output<T>>
  log<T extends z.ZodType<{ kind: string }>>(log: EventLog<T>): Log<z.output<T>>

  /** Round trip to the mesh's server, milliseconds. Rejects with `UNAVAILABLE` while it is away: a readiness check. */
  ping(): Promise<number>

  /** Resolves when the connection is gone for good (with its reason, if any): the process should end. */
  readonly closed: Promise<Error | undefined>
}

export interface ServeOptions {
  /** Calls answered at once; one more is refused with `OVERLOADED`. Default 256. */
  readonly maxInFlight?: number
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
   * Resolves once the item is stored, and so will be done. Rejects with `OVERLOADED` when the queue is full,
   * `UNAVAILABLE` when it cannot be reached. A second publish with one id inside the queue's dedupe time is no second item.
   */
  publish(id: string, item: T): Promise<{ duplicate: boolean }>
  /** Waits for an item. One call is one request: ask only with free hands. Rejects when `signal` aborts. */
  take(signal: AbortSignal): Promise<Delivery<T>>
  /** Items not done yet, in progress included. */
  depth(): Promise<number>
}

/** An item held under a lease that renews itself until `done`; disposing it without `done` gives it back. */
export interface Delivery<T> extends AsyncDisposable {
  readonly id: string
  /** undefined when the item does not fit this version's schema: end it by its `id`. */
  readonly item: T | undefined
  /** 1 for the first delivery. More means that a worker before held it and did not finish. */
  readonly attempt: number
  /** The item is done and gone. Resolves when the queue has stored that. */
  done(): Promise<void>
}

export interface Numbered<E> {
  readonly key: string
  /** 1, 2, 3 … under its key. */
  readonly number: number
  readonly event: E
}

export interface Log<E> {
  /** Resolves when stored. Appending the same key and number again is ignored, so a retry is safe. */
  append(key: string, number: number, event: E): Promise<void>
  /** The newest event under a key, or undefined. */
  last(key: string): Promise<Numbered<E> | undefined>
  /**
   * Events under a key with a number above `after` (default 0): those stored, then live ones, in order, without
   * gap or repeat, until `signal` aborts (the iteration then ends). Listening starts at the call, not at the first `next()`.
   * `fresh` promises that nothing is stored yet and saves the look-up.
   */
  follow(
    key: string,
    options: { after?: number; fresh?: boolean; signal: AbortSignal },
  ): AsyncIterable<Numbered<E>>
  /**
   * The newest event of one kind under a key, as soon as there is one: stored, or to come. undefined when `signal`
   * aborts. For whoever needs only how something ended: the events in between are not sent. Listening starts at the call;
   * `fresh` as above.
   */
  waitFor(
    key: string,
    kind: E extends { kind: infer K } ? K : never,
    options: { fresh?: boolean; signal: AbortSignal },
  ): Promise<Numbered<E> | undefined>
  /**
   * Every event of some kinds, at least once, whatever happened meanwhile: progress is kept under the consumer's
   * name and shared by its instances. A handler that throws sees the event again after a pause.
   */
  consume(
    options: { consumer: string; kinds: ReadonlyArray<string> },
    handler: (event: Numbered<E>) => Promise<void>,
  ): Promise<AsyncDisposable>
  /** Every event still kept, then live ones, to this one instance. */
  tail(handler: (event: Numbered<E>) => void): Promise<AsyncDisposable>
  /** Removes what is kept under a key. */
  forget(key: string): Promise<void>
}

export type { CallScope }

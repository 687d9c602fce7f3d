import type * as z from 'zod'

/**
 * Work that must be done exactly by somebody: a durable queue from which free hands pull.
 * An item stays until it is done; a worker that dies gives it back when its lease lapses.
 */
export interface WorkQueue<T extends z.ZodType = z.ZodType> {
  /** The stream's name, upper case. */
  readonly name: string
  /** Where items are published; first token is the queue's own. */
  readonly subject: string
  readonly item: T
  /** Items waiting or in progress before publishers are refused with `OVERLOADED`. */
  readonly maxItems: number
  /** Milliseconds after which a silent worker's item goes to another one. Held items renew it by themselves. */
  readonly leaseMs: number
  /** Milliseconds in which a second publish with the same id is the same item. */
  readonly dedupeMs: number
}

export function workQueue<T extends z.ZodType>(definition: WorkQueue<T>): WorkQueue<T> {
  return definition
}

/**
 * What happened, in order, kept for a while: events numbered from 1 under a key.
 * Watchers continue from any number; durable consumers see everything at least once.
 */
export interface EventLog<T extends z.ZodType<{ kind: string }> = z.ZodType<{ kind: string }>> {
  /** The stream's name, upper case. */
  readonly name: string
  /** Subject prefix. An event's subject is `prefix.key.kind`; a key may hold dots, never spaces or wildcards. */
  readonly prefix: string
  readonly event: T
  /** Number of dot-separated tokens in a key: fixed, so that subjects can be filtered. */
  readonly keyTokens: number
  /** Milliseconds an event is kept. */
  readonly keepMs: number
  /** Bytes kept at most; the oldest events go first. */
  readonly maxBytes: number
}

export function eventLog<T extends z.ZodType<{ kind: string }>>(definition: EventLog<T>): EventLog<T> {
  return definition
}

import type * as z from 'zod'

/**
 * Work that must be done exactly by somebody: a durable queue from which free workers pull.
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
  /**
   * Bytes that they may take together, with what the store adds to each: the other bound, whichever is reached first.
   */
  readonly maxBytes: number
  /** Milliseconds after which a silent worker's item goes to another one. Held items renew it by themselves. */
  readonly leaseMs: number
  /** Milliseconds in which a second publish with the same id is the same item. */
  readonly dedupeMs: number
  /**
   * Name and weight of each lane. While several lanes hold items, workers take from them in proportion to the weights,
   * positive integers; within a lane, first in first out. The first lane is that of publishers who name none. Lanes may
   * be added and weighted anew; one that is removed keeps its items, and nobody takes them. Without: one queue, first
   * in first out.
   */
  readonly lanes?: Readonly<Record<string, number>>
}

/** Throws a RangeError for lanes that cannot be: a name becomes part of a subject, a weight a share. */
export function workQueue<T extends z.ZodType>(definition: WorkQueue<T>): WorkQueue<T> {
  const lanes = Object.entries(definition.lanes ?? {})
  if (definition.lanes !== undefined && lanes.length === 0) {
    throw new RangeError(`${definition.name}: lanes must name at least one`)
  }
  for (const [lane, weight] of lanes) {
    if (!/^[a-z0-9-]+$/.test(lane))
      throw new RangeError(`${definition.name}: no lane can be called "${lane}"`)
    if (!Number.isSafeInteger(weight) || weight < 1) {
      throw new RangeError(`${definition.name}: the weight of lane "${lane}" must be a positive integer`)
    }
  }
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

import type { Arrived } from '../ordering/sequencer.ts'
import type { MemoryQueue } from './queue.ts'

/** What is kept of one log, as JSON text. Nothing ages: a process does not live long enough in tests. */
export interface MemoryLogStore {
  readonly stored: Stored[]
  readonly listeners: Set<(event: Stored) => void>
  readonly consumers: Map<string, MemoryQueue>
}

export interface Stored {
  readonly key: string
  readonly number: number
  readonly kind: string
  readonly body: string
  readonly traceparent?: string
}

export function createMemoryLogStore(): MemoryLogStore {
  return { stored: [], listeners: new Set(), consumers: new Map() }
}

export type Decode<E> = (entry: Stored) => Arrived<E>

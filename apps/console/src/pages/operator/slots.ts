import type { Overview } from '../../api/types.ts'

type Executor = Overview['executors'][number]

export const SLOT_KINDS = ['running', 'warm', 'other', 'held', 'free'] as const
export type SlotKind = (typeof SLOT_KINDS)[number]

export const SLOT_WORDS: Readonly<Record<SlotKind, string>> = {
  running: 'Running',
  warm: 'Warm',
  other: 'Starting or ending',
  held: 'Held: container not removed yet',
  free: 'Free',
}

/** The use of an executor's slots. Its numbers are from slightly different moments, and are adjusted to add up. */
export function toSlots({ slots, running, pools }: Pick<Executor, 'slots' | 'running' | 'pools'>) {
  const warm = Object.values(pools).reduce((sum, pool) => sum + pool.warm, 0)
  const used = Math.max(0, slots.total - slots.free)
  const held = Math.min(slots.held, used)
  const taken = used - held
  const fittingRunning = Math.min(running, taken)
  const fittingWarm = Math.min(warm, taken - fittingRunning)
  return {
    running: fittingRunning,
    warm: fittingWarm,
    other: taken - fittingRunning - fittingWarm,
    held,
    free: slots.total - used,
  } satisfies Record<SlotKind, number>
}

import type { Overview } from '../../api/types.ts'

type Executor = Overview['executors'][number]

export const SLOT_KINDS = ['running', 'warm', 'other', 'free'] as const
export type SlotKind = (typeof SLOT_KINDS)[number]

export const SLOT_WORDS: Readonly<Record<SlotKind, string>> = {
  running: 'Running',
  warm: 'Warm',
  other: 'Starting or ending',
  free: 'Free',
}

/** What an executor's places are taken by. The figures are of slightly different moments: they are made to fit. */
export function toSlots({ slots, running, pools }: Pick<Executor, 'slots' | 'running' | 'pools'>) {
  const warm = Object.values(pools).reduce((sum, pool) => sum + pool.warm, 0)
  const taken = Math.max(0, slots.total - slots.free)
  const fittingRunning = Math.min(running, taken)
  const fittingWarm = Math.min(warm, taken - fittingRunning)
  return {
    running: fittingRunning,
    warm: fittingWarm,
    other: taken - fittingRunning - fittingWarm,
    free: slots.total - taken,
  } satisfies Record<SlotKind, number>
}

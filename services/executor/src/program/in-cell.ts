import type { Cell } from '../pool/cell.ts'
import type { Clock } from '../pool/clock.ts'
import type { Pool, Taken } from '../pool/pool.ts'
import { type Spanned, untraced } from './spanned.ts'

export interface InCellDeps {
  readonly pool: Pool<Cell>
  readonly clock: Clock
  /** How long a cell may take to report after it was asked to kill, milliseconds. */
  readonly killGraceMs: number
  /** How long a cell may hang outside its phases (limits, files) before the work is given up, milliseconds. */
  readonly stallMs: number
  /** A cell's removal is not waited for; its failures come here. */
  readonly onRemovalFailed: (error: unknown) => void
  readonly onCellPhase?: (phase: 'take' | 'remove', seconds: number) => void
}

export interface CellUse {
  readonly image: string
  /** The longest that phases may take in it, all together, milliseconds. */
  readonly phasesMs: number
  /** Aborting ends the waiting for a cell. */
  readonly watch: { readonly signal: AbortSignal; readonly spanned?: Spanned | undefined }
}

/**
 * Takes a cell and works in it. The result does not wait for the cell's removal. Rejects when no cell could be had, and
 * when the work did not end in time, no matter what hung.
 */
export async function inCell<T>(
  deps: InCellDeps,
  use: CellUse,
  work: (cell: Cell) => Promise<T>,
): Promise<T> {
  const { spanned = untraced, signal } = use.watch
  const take = () => timed(deps, 'take', () => deps.pool.take(use.image, signal))
  const taken = await spanned('take cell', { 'runhive.image': use.image }, take)
  try {
    return await supervise(deps, { taken, use }, work)
  } finally {
    void spanned('remove cell', {}, () => dispose(deps, taken))
  }
}

async function timed<T>(
  { onCellPhase }: InCellDeps,
  phase: 'take' | 'remove',
  work: () => Promise<T>,
): Promise<T> {
  const startedAt = performance.now()
  const result = await work()
  onCellPhase?.(phase, (performance.now() - startedAt) / 1000)
  return result
}

async function dispose(deps: InCellDeps, taken: Taken<Cell>): Promise<void> {
  try {
    await timed(deps, 'remove', async () => taken[Symbol.asyncDispose]())
  } catch (error) {
    deps.onRemovalFailed(error)
  }
}

/** The watchdog over the watchdogs: if anything hangs outside a phase, the work ends. */
async function supervise<T>(
  deps: InCellDeps,
  { taken, use }: { taken: Taken<Cell>; use: CellUse },
  work: (cell: Cell) => Promise<T>,
): Promise<T> {
  const stalled = Promise.withResolvers<never>()
  const deadlineMs = use.phasesMs + 2 * deps.killGraceMs + deps.stallMs
  using _watchdog = deps.clock.after(deadlineMs, () => {
    taken.cell.taint()
    stalled.reject(new Error(`the work in a cell did not end within ${deadlineMs} ms`))
  })
  return await Promise.race([work(taken.cell), stalled.promise])
}

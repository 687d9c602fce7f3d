import { Unavailable } from '@runhive/contracts/define'
import type { BatchHandler, Numbered } from '../mesh.ts'
import { codeOf } from '../telemetry/spans.ts'

/** An event that this process holds until it says what became of it. */
export interface HeldEvent<E> {
  readonly event: Numbered<E>
  /** 1 for the first delivery. */
  readonly attempt: number
  done(): void
  /** It comes again after a pause. */
  giveBack(code: string): void
}

/**
 * An event that has come more often is handled alone: one that keeps its handler from ending, or ends the process, would
 * otherwise take the same others with it again and again.
 */
const TOGETHER_ATTEMPTS = 3

/**
 * Handles a batch. If that fails it is split, until what fails stands alone. What is unavailable is so for all of them:
 * then they are all given back at once. Gives false in that case; the next batch would not fare better at once.
 */
export async function handleBatch<E>(
  batch: ReadonlyArray<HeldEvent<E>>,
  handler: BatchHandler<E>,
  onFailed: (events: ReadonlyArray<HeldEvent<E>>, error: unknown) => void,
): Promise<boolean> {
  const { together = [], alone = [] } = Object.groupBy(batch, ({ attempt }) =>
    attempt > TOGETHER_ATTEMPTS ? 'alone' : 'together',
  )
  const parts = [together, ...alone.map((one) => [one])].filter((part) => part.length > 0)
  let isAvailable = true
  for (const part of parts) isAvailable = (await handle(part, handler, onFailed)) && isAvailable
  return isAvailable
}

async function handle<E>(
  batch: ReadonlyArray<HeldEvent<E>>,
  handler: BatchHandler<E>,
  onFailed: (events: ReadonlyArray<HeldEvent<E>>, error: unknown) => void,
): Promise<boolean> {
  const later = new Set<Numbered<E>>()
  try {
    await handler(
      batch.map(({ event }) => event),
      (event) => void later.add(event),
    )
  } catch (error) {
    const isUnavailable = error instanceof Unavailable || codeOf(error) === 'UNAVAILABLE'
    if (batch.length > 1 && !isUnavailable) {
      const middle = Math.ceil(batch.length / 2)
      const first = await handle(batch.slice(0, middle), handler, onFailed)
      return (await handle(batch.slice(middle), handler, onFailed)) && first
    }
    onFailed(batch, error)
    for (const held of batch) held.giveBack(isUnavailable ? 'UNAVAILABLE' : codeOf(error))
    return !isUnavailable
  }
  for (const held of batch) {
    if (later.has(held.event)) held.giveBack('UNAVAILABLE')
    else held.done()
  }
  return true
}

import type { LimitStore } from '../db/limit-store.ts'
import type { MemoryLimits } from './memory.ts'

/**
 * Moves the slots in memory to the database, which is back. What is known of their acceptance goes with them: it may be
 * too long ago to ask again.
 */
export async function handOver(
  memory: Pick<MemoryLimits, 'list' | 'release'>,
  store: Pick<LimitStore, 'adopt' | 'confirm'>,
): Promise<void> {
  // While they are moved, others may be taken.
  for (let holders = memory.list(); holders.length > 0; holders = memory.list()) {
    await store.adopt(holders.map(({ request }) => request))
    await store.confirm(holders.filter(({ confirmed }) => confirmed).map(({ slot }) => slot))
    for (const { slot } of holders) memory.release(slot, { giveBack: false })
  }
}

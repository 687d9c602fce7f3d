import { setTimeout as delay } from 'node:timers/promises'

const EVERY_MS = 100

/**
 * Checks until nothing is in the way, and resolves with undefined. After `withinMs` it resolves with what was in the
 * way at the last check. A check that fails is in the way itself, with its reason.
 */
export async function settle(
  look: () => Promise<string | undefined>,
  withinMs: number,
): Promise<string | undefined> {
  const deadline = Date.now() + withinMs
  for (;;) {
    const inTheWay = await look().catch(describe)
    if (inTheWay === undefined || Date.now() >= deadline) return inTheWay
    await delay(EVERY_MS)
  }
}

const describe = (error: unknown) => (error instanceof Error ? error.message : String(error))

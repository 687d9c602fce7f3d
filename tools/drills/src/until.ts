import { setTimeout as delay } from 'node:timers/promises'

const EVERY_MS = 100

/**
 * Asks until the answer is yes: true then, false when `withinMs` have passed without one. A failed question is a no.
 */
export async function until(yes: () => boolean | Promise<boolean>, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs
  for (;;) {
    if (await Promise.resolve(yes()).catch(() => false)) return true
    if (Date.now() >= deadline) return false
    await delay(EVERY_MS)
  }
}

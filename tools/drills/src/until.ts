import { setTimeout as delay } from 'node:timers/promises'

const EVERY_MS = 100

/**
 * Polls until the answer is yes. True then; false after `withinMs`. A question that fails counts as no.
 */
export async function until(yes: () => boolean | Promise<boolean>, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs
  for (;;) {
    if (await Promise.resolve(yes()).catch(() => false)) return true
    if (Date.now() >= deadline) return false
    await delay(EVERY_MS)
  }
}

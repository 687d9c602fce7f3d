import { setTimeout as delay } from 'node:timers/promises'
import type { Engine } from './engine.ts'

const PAUSES_MS = [50, 200, 1_000, 3_000, 5_000]

/**
 * Removes a container and resolves only when it is gone: a slot whose container may still live must not be used again.
 * The engine refuses a removal while another is under way and sometimes when it is busy, so it is asked again; after
 * the last attempt it rejects, and the reaper takes over.
 */
export async function removeContainer(
  { engine, known }: { engine: Engine; known: Set<string> },
  id: string,
): Promise<void> {
  for (const pauseMs of PAUSES_MS) {
    try {
      await engine.remove(id)
      known.delete(id)
      return
    } catch {
      await delay(pauseMs)
    }
  }
  // The last word: whoever waits learns why.
  known.delete(id)
  await engine.remove(id)
}

import { setTimeout as delay } from 'node:timers/promises'
import type { Drill } from '../drill.ts'
import type { PrivateEngine } from './private-engine.ts'

/** One of two hosts is gone, as far as its executor can tell: for a scene whose second executor is on this engine. */
export function oneEngineKilled(engine: PrivateEngine): Drill {
  return {
    name: 'engines',
    title: 'one of two Docker engines is killed with everything in it, and comes back',
    outageMs: 20_000,
    async disturb(_scene, { outageMs }) {
      await engine.kill()
      await delay(outageMs)
      await engine.start()
      return []
    },
  }
}

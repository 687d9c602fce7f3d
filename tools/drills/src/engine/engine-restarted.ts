import { setTimeout as delay } from 'node:timers/promises'
import type { Drill } from '../drill.ts'
import type { PrivateEngine } from './private-engine.ts'

/** The engine takes all its containers with it: whatever ran in them must still get an end. */
export function engineRestarted(engine: PrivateEngine): Drill {
  return {
    name: 'engine',
    title: 'the Docker engine restarts',
    outageMs: 5_000,
    async disturb(_scene, { outageMs }) {
      await engine.stop()
      await delay(outageMs)
      await engine.start()
      return []
    },
  }
}

import { setTimeout as delay } from 'node:timers/promises'
import type { Drill } from '../drill.ts'
import type { PrivateEngine } from './private-engine.ts'

/** The engine dies with all its containers: executions that ran in them must still end. */
export function engineRestarted(engine: PrivateEngine): Drill {
  return {
    name: 'engine',
    title: 'the Docker engine restarts',
    outageMs: 5_000,
    disturb: away(engine, 'stop'),
  }
}

/** To its executor it looks as if one of two hosts were gone: for a scene whose second executor uses this engine. */
export function oneEngineKilled(engine: PrivateEngine): Drill {
  return {
    name: 'engines',
    title: 'one of two Docker engines is killed with everything in it, and comes back',
    outageMs: 20_000,
    disturb: away(engine, 'kill'),
  }
}

function away(engine: PrivateEngine, how: 'kill' | 'stop'): Drill['disturb'] {
  return async (_scene, { outageMs }) => {
    await engine[how]()
    await delay(outageMs)
    await engine.start()
    return []
  }
}

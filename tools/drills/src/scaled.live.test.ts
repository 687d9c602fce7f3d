import { env } from 'node:process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runDrill } from './drill.ts'
import { findFaults, renderFigures } from './figures.ts'
import { oneAuthKilled, oneExecutorKilled, oneGatewayKilled, primaryRestarted } from './one-of-several.ts'
import { openScaledScene, type Scene } from './scene.ts'

/**
 * Both executors are on the engine that `./dev test` brings; on an engine of its own the second one is in `./dev drills`. So is the death of
 * servers of the NATS cluster, which the server of Debian 12 does not always survive.
 */

const START_MS = 240_000
const DRILL_MS = 600_000
/** Long enough for every kind of request to meet it. */
const OUTAGE_MS = 2_000
const CALLERS = 4

let scene: Scene

beforeAll(async () => {
  const { PATH = '', HOME = '', DOCKER_HOST } = env
  scene = await openScaledScene({ PATH, HOME, ...(DOCKER_HOST ? { DOCKER_HOST } : {}) })
}, START_MS)

afterAll(async () => {
  await scene?.[Symbol.asyncDispose]()
}, START_MS)

test.each([oneExecutorKilled, oneGatewayKilled, oneAuthKilled, primaryRestarted])(
  '$name: nothing accepted is lost, nothing stays behind, and history is complete when $title',
  async (drill) => {
    const figures = await runDrill(scene, drill, { outageMs: OUTAGE_MS, callers: CALLERS })
    console.info(renderFigures(figures))
    expect(findFaults(figures)).toEqual([])
    expect(figures.accepted).toBeGreaterThan(CALLERS)
  },
  DRILL_MS,
)

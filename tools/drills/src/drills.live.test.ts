import { env } from 'node:process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clockLimits } from './clock-limits.ts'
import { runDrill } from './drill.ts'
import { findFaults, renderFigures } from './figures.ts'
import { executorKilled, natsRestarted, postgresStopped } from './outages.ts'
import { openScene, type Scene } from './scene.ts'

/** Needs what `./dev test` brings. The drills that break a Docker engine are `./dev drills` alone: it owns the one they break. */

const START_MS = 180_000
const DRILL_MS = 600_000
/** Long enough for every kind of request to meet it. */
const OUTAGE_MS = 2_000
const CALLERS = 4

let scene: Scene

beforeAll(async () => {
  const { PATH = '', HOME = '', DOCKER_HOST } = env
  scene = await openScene({ PATH, HOME, ...(DOCKER_HOST ? { DOCKER_HOST } : {}) })
}, START_MS)

afterAll(async () => {
  await scene?.[Symbol.asyncDispose]()
}, START_MS)

test.each([executorKilled, natsRestarted, postgresStopped, clockLimits])(
  '$name: nothing accepted is lost, nothing stays behind, and history is complete when $title',
  async (drill) => {
    const figures = await runDrill(scene, drill, { outageMs: OUTAGE_MS, callers: CALLERS })
    console.info(renderFigures(figures))
    expect(findFaults(figures)).toEqual([])
    expect(figures.accepted).toBeGreaterThan(CALLERS)
  },
  DRILL_MS,
)

test('after all drills, stopping the executor leaves no container', async () => {
  await scene.stack.stop('executor')
  expect(await scene.stack.containers()).toEqual([])
}, 120_000)

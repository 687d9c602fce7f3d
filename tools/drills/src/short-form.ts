import { env } from 'node:process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Drill, runDrill } from './drill.ts'
import { findFaults, renderResult } from './drill-result.ts'
import type { Scene } from './scene.ts'

const START_MS = 240_000
const DRILL_MS = 600_000
/** Long enough for every kind of request to meet the outage. */
const OUTAGE_MS = 2_000
const CALLERS = 4

/** Drills on one scene as tests, with less load and shorter outages than `./dev drills`. Each prints its result. */
export function shortForm(
  open: (env: Readonly<Record<string, string>>) => Promise<Scene>,
  drills: ReadonlyArray<Drill>,
): void {
  let scene: Scene

  beforeAll(async () => {
    const { PATH = '', HOME = '', DOCKER_HOST } = env
    scene = await open({ PATH, HOME, ...(DOCKER_HOST ? { DOCKER_HOST } : {}) })
  }, START_MS)

  afterAll(async () => {
    await scene?.[Symbol.asyncDispose]()
  }, START_MS)

  test.each(drills)(
    '$name: nothing accepted is lost, nothing stays behind, and history is complete when $title',
    async (drill) => {
      const result = await runDrill(scene, drill, { outageMs: OUTAGE_MS, callers: CALLERS })
      console.info(renderResult(result))
      expect(findFaults(result)).toEqual([])
      expect(result.accepted).toBeGreaterThan(CALLERS)
    },
    DRILL_MS,
  )

  test('after all drills, stopping the executors leaves no container', async () => {
    await scene.stopExecutors()
    const left = await Promise.all(scene.executors.map((executor) => executor.containers()))
    expect(left.flat()).toEqual([])
  }, 120_000)
}

import { env } from 'node:process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openScene, type Scene } from '../scene.ts'
import { ATTACK_NAMES } from './attacks.ts'
import { attackEdge, prepareLoot } from './edge-drill.ts'
import { judge } from './judge.ts'
import { renderEdge } from './render.ts'

/** The short form of `./dev drills edge`: a tenth of its strength for seconds, judged in everything but speed. */
const SHORT = { attacks: ATTACK_NAMES, seconds: 5, quietSeconds: 2, strength: 0.1, backWithinMs: 30_000 }
const START_MS = 240_000

let scene: Scene

beforeAll(async () => {
  const { PATH = '', HOME = '', DOCKER_HOST } = env
  scene = await openScene({ PATH, HOME, ...(DOCKER_HOST ? { DOCKER_HOST } : {}) })
}, START_MS)

afterAll(async () => {
  await scene?.[Symbol.asyncDispose]()
}, START_MS)

test('under every attack at once honest callers are served, nothing breaks, and nothing is left of it', async () => {
  const figures = await attackEdge(scene, await prepareLoot(scene), SHORT)
  console.info(renderEdge(figures))
  const missed = judge(figures).filter(({ kept, timed }) => !kept && !timed)
  expect(missed.map(({ promise, found }) => `${promise}: ${found}`)).toEqual([])
  expect([...figures.attackers.keys()].toSorted()).toEqual([...ATTACK_NAMES].toSorted())
  for (const [name, { done, connections }] of figures.attackers)
    expect(Object.keys(done).length + connections.most, name).toBeGreaterThan(0)
}, 300_000)

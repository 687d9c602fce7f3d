import { env } from 'node:process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openScene, type Scene } from '../scene.ts'
import { ATTACK_NAMES } from './attacks.ts'
import { attackEdge, prepareAttackers } from './edge-drill.ts'
import { judge } from './judge.ts'
import { renderEdge } from './render.ts'

/** The short form of `./dev drills edge`: seconds at a tenth of its strength, judged on everything but latency. */
const SHORT = { attacks: ATTACK_NAMES, seconds: 5, quietSeconds: 2, strength: 0.1, recoveryTimeoutMs: 30_000 }
const START_MS = 240_000

let scene: Scene

beforeAll(async () => {
  const { PATH = '', HOME = '', DOCKER_HOST } = env
  scene = await openScene({ PATH, HOME, ...(DOCKER_HOST ? { DOCKER_HOST } : {}) })
}, START_MS)

afterAll(async () => {
  await scene?.[Symbol.asyncDispose]()
}, START_MS)

test('under every attack at once honest callers are served, nothing breaks, and everything recovers', async () => {
  const result = await attackEdge(scene, await prepareAttackers(scene), SHORT)
  console.info(renderEdge(result))
  const missed = judge(result).filter(({ kept, timed }) => !kept && !timed)
  expect(missed.map(({ promise, found }) => `${promise}: ${found}`)).toEqual([])
  expect([...result.attackers.keys()].toSorted()).toEqual([...ATTACK_NAMES].toSorted())
  for (const [name, { done, connections }] of result.attackers)
    expect(Object.keys(done).length + connections.most, name).toBeGreaterThan(0)
}, 300_000)

import { DEFAULT_DOCKER_HOST } from '@runhive/stack/engine'
import { clockLimits } from './clock-limits.ts'
import { type Drill, runDrill } from './drill.ts'
import { findFaults, renderResult } from './drill-result.ts'
import { type EdgeRequest, runEdge } from './edge/run-edge.ts'
import { diskFull } from './engine/disk-full.ts'
import { engineRestarted, oneEngineKilled } from './engine/engine-away.ts'
import { tryOpenPrivateEngine } from './engine/private-engine.ts'
import { leavers } from './leavers/leavers.ts'
import {
  leadersKilled,
  oneAuthKilled,
  oneExecutorKilled,
  oneGatewayKilled,
  primaryRestarted,
} from './one-of-several.ts'
import { executorKilled, historyKilled, natsRestarted, postgresStopped } from './outages.ts'
import { openScaledScene, openScene, type Scene } from './scene.ts'

/** Drills that break a part of the stack. */
const STACK_DRILLS = {
  executor: executorKilled,
  nats: natsRestarted,
  postgres: postgresStopped,
  history: historyKilled,
  clock: clockLimits,
  leavers: leavers(1_000),
}
/** Drills that break one of several. */
const SCALED_DRILLS = {
  executors: oneExecutorKilled,
  cluster: leadersKilled,
  gateways: oneGatewayKilled,
  auths: oneAuthKilled,
  primary: primaryRestarted,
}
/** Drills that break the engine of one of two executors, never the user's engine. */
const TWO_ENGINES_DRILLS = { engines: oneEngineKilled }
/** Drills that break the only Docker engine, never the user's. */
const ENGINE_DRILLS = { engine: engineRestarted, disk: diskFull }

export type DrillName =
  | keyof typeof STACK_DRILLS
  | keyof typeof SCALED_DRILLS
  | keyof typeof TWO_ENGINES_DRILLS
  | keyof typeof ENGINE_DRILLS
  | 'edge'
export const DRILLS: ReadonlyArray<DrillName> = [
  ...keysOf(STACK_DRILLS),
  'edge',
  ...keysOf(SCALED_DRILLS),
  ...keysOf(TWO_ENGINES_DRILLS),
  ...keysOf(ENGINE_DRILLS),
]

export interface Outcome {
  readonly failed: number
  readonly skipped: number
}

interface Say {
  /** Results. */
  readonly result: (text: string) => void
  readonly progress: (line: string) => void
}

type Environment = Readonly<Record<string, string>>

/** Runs drills one after the other and prints the result of each. */
export async function runDrills(
  env: Environment,
  { names, edge }: { names: ReadonlyArray<DrillName>; edge: EdgeRequest },
  say: Say,
): Promise<Outcome> {
  const chosen = new Set<string>(names)
  const onStack = keysOf(STACK_DRILLS).flatMap((name) => (chosen.has(name) ? [STACK_DRILLS[name]] : []))
  const scaled = keysOf(SCALED_DRILLS).flatMap((name) => (chosen.has(name) ? [SCALED_DRILLS[name]] : []))
  const onTwo = keysOf(TWO_ENGINES_DRILLS).filter((name) => chosen.has(name))
  const onEngine = keysOf(ENGINE_DRILLS).filter((name) => chosen.has(name))
  const needEngine = [...onTwo, ...onEngine]
  let failed = onStack.length === 0 ? 0 : await runOn(() => openScene(env), onStack, say)
  if (chosen.has('edge') && (await runEdge(env, edge, say)) > 0) failed += 1
  if (scaled.length + needEngine.length === 0) return { failed, skipped: 0 }

  say.progress('starting a private Docker engine, and copying the images to it …')
  const opened = await tryOpenPrivateEngine(env, env.DOCKER_HOST ?? DEFAULT_DOCKER_HOST)
  if (typeof opened === 'string') {
    for (const name of needEngine) say.result(`${name}: skipped: ${opened}`)
    if (scaled.length > 0) say.result(`both executors are on one engine: ${opened}`)
    const failedToo = scaled.length === 0 ? 0 : await runOn(() => openScaledScene(env), scaled, say)
    return { failed: failed + failedToo, skipped: needEngine.length }
  }
  await using engine = opened
  const { dockerHost } = engine
  const drills = onEngine.map((name) => ENGINE_DRILLS[name](engine))
  const scenes: ReadonlyArray<[() => Promise<Scene>, ReadonlyArray<Drill>]> = [
    [
      () => openScaledScene(env, dockerHost),
      [...scaled, ...onTwo.map((name) => TWO_ENGINES_DRILLS[name](engine))],
    ],
    [() => openScene({ ...env, DOCKER_HOST: dockerHost }), drills],
  ]
  let total = failed
  for (const [open, some] of scenes) if (some.length > 0) total += await runOn(open, some, say)
  return { failed: total, skipped: 0 }
}

/** Returns how many failed. */
async function runOn(open: () => Promise<Scene>, drills: ReadonlyArray<Drill>, say: Say): Promise<number> {
  say.progress('starting a private stack …')
  await using scene = await open()
  let failed = 0
  for (const drill of drills) {
    say.progress(`${drill.name}: ${drill.title}`)
    const result = await runDrill(scene, drill)
    say.result(renderResult(result))
    if (findFaults(result).length > 0) failed += 1
  }
  const left = await countLeftBehind(scene)
  if (left === 0) return failed
  say.result(`FAILURE: ${left} containers were left after the executor had stopped`)
  return failed + 1
}

/** What an executor leaves behind when it is stopped after all drills. */
async function countLeftBehind(scene: Scene): Promise<number> {
  await scene.stopExecutors()
  const left = await Promise.all(scene.executors.map((executor) => executor.containers()))
  return left.flat().length
}

function keysOf<T extends object>(object: T): Array<keyof T & string> {
  // The object literals above have no other keys.
  return Object.keys(object) as Array<keyof T & string>
}

import { setTimeout as delay } from 'node:timers/promises'
import { executionQueue } from '@runhive/contracts/execution-streams'
import { ask } from '../ask.ts'
import type { Scene } from '../scene.ts'
import type { Aim } from './attack.ts'
import { openAttackers } from './attackers.ts'
import { type AttackName, addressesOf } from './attacks.ts'
import type { EdgeFigures } from './edge-figures.ts'
import { startCallers } from './honest/callers.ts'
import { addAnswers, toHonestFigures } from './honest-figures.ts'
import { awaitBack, watchGateway } from './watch/course.ts'
import { openGatewayEyes } from './watch/gateway-eyes.ts'
import { openLeases } from './watch/leases.ts'
import { busySeconds } from './watch/processors.ts'

export interface EdgeOptions {
  /** They go on together. */
  readonly attacks: ReadonlyArray<AttackName>
  readonly seconds: number
  /** How long it is measured what is usual, seconds, before them and again after them. */
  readonly quietSeconds: number
  /** Of each attack's own numbers and rates. */
  readonly strength: number
  /** How long memory, descriptors and places may take to be back. */
  readonly backWithinMs: number
}

/** Those who leave early have an account of their own, whose places are counted. */
const LEAVERS = 'edge-leavers'
const ATTACKERS = 'edge-attackers'
/** Until code is compiled and connections are open, seconds. */
const WARM_UP_SECONDS = 5

/** What attackers have of the service. */
export interface Loot {
  readonly apiKey: string
  readonly leaversKey: string
  readonly largeResultId: string
}

/** Makes the attackers' accounts, and the large result that some of them ask for. */
export async function prepareLoot({ stack, target }: Scene): Promise<Loot> {
  const apiKey = await stack.createKey(ATTACKERS)
  const leaversKey = await stack.createKey(LEAVERS)
  const source = 'head -c 8000000 /dev/zero | tr "\\0" a\nhead -c 6000000 /dev/zero | tr "\\0" b >&2'
  const request = { language: 'bash', source, limits: { outputBytes: 8 * 1024 * 1024 } }
  const answer = await ask({ ...target, apiKey }, { request, wait: true, stored: true, prints: '' })
  if (answer.kind !== 'accepted') throw new Error(`no large result: ${JSON.stringify(answer)}`)
  return { apiKey, leaversKey, largeResultId: answer.id }
}

/** Quiet, then the attacks, then until the gateway is as before; honest callers all the while. */
export async function attackEdge(scene: Scene, loot: Loot, options: EdgeOptions): Promise<EdgeFigures> {
  const { attacks, seconds, quietSeconds } = options
  let phase = 'warm-up'
  await using opened = new AsyncDisposableStack()
  const attackers = opened.use(await openAttackers(attacks, (name) => toAim(name, { scene, loot, options })))
  const leases = attacks.includes('early-leavers')
    ? opened.use(openLeases(scene.stack.databaseUrl, LEAVERS))
    : undefined
  const callers = startCallers(scene.target, () => phase)
  opened.defer(() => callers.stop())
  await delay(WARM_UP_SECONDS * 1000)

  const eyes = openGatewayEyes(scene.stateDir)
  phase = 'quiet'
  const quiet = await watchGateway(eyes, delay(quietSeconds * 1000))
  phase = 'during'
  const busyBefore = busySeconds()
  attackers.begin()
  const during = await watchGateway(eyes, delay(seconds * 1000))
  const busy = busySeconds() - busyBefore
  await attackers.end()
  phase = 'after'
  const [back] = await Promise.all([
    awaitBack({ eyes, leases, withinMs: options.backWithinMs }, quiet, during),
    delay(quietSeconds * 1000),
  ])
  await callers.stop()
  const queued = await scene.mesh.queue(executionQueue).depth()
  const reports = attackers.reports()
  const cpuSeconds = [...reports.values()].reduce((sum, report) => sum + report.cpuSeconds, 0)
  return {
    ...back,
    queued,
    attackers: reports,
    seconds,
    honest: toHonestFigures(callers.samples),
    answers: addAnswers(callers.samples, [...reports.values()]),
    descriptors: { ...back.descriptors, allowed: eyes.allowed },
    processors: {
      gateway: during.cpuSeconds / seconds,
      attackers: cpuSeconds / seconds,
      everybody: busy / seconds,
      quiet: quiet.cpuSeconds / quietSeconds,
      waited: { quiet: quiet.waitedSeconds / quietSeconds, during: during.waitedSeconds / seconds },
    },
    errors: eyes.errors(),
    survived: during.alive && eyes.look() !== undefined,
  }
}

function toAim(
  name: AttackName,
  { scene, loot, options }: { scene: Scene; loot: Loot; options: EdgeOptions },
): Aim {
  const { hostname, port } = new URL(scene.target.url)
  return {
    host: hostname,
    port: Number(port),
    addresses: addressesOf(name),
    strength: options.strength,
    apiKey: name === 'early-leavers' ? loot.leaversKey : loot.apiKey,
    largeResultId: loot.largeResultId,
  }
}

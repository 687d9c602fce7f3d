import { setTimeout as delay } from 'node:timers/promises'
import { executionQueue } from '@runhive/contracts/execution-streams'
import { ask } from '../ask.ts'
import type { Scene } from '../scene.ts'
import type { Aim } from './attack.ts'
import { openAttackers } from './attackers.ts'
import { type AttackName, addressesOf } from './attacks.ts'
import type { EdgeResult } from './edge-result.ts'
import { startCallers } from './honest/callers.ts'
import { addAnswers, toHonestResults } from './honest-results.ts'
import { openGatewayProbe } from './watch/gateway-probe.ts'
import { openLeases } from './watch/leases.ts'
import { busySeconds } from './watch/processors.ts'
import { awaitRecovery, watchGateway } from './watch/watch-gateway.ts'

export interface EdgeOptions {
  /** They run at the same time. */
  readonly attacks: ReadonlyArray<AttackName>
  readonly seconds: number
  /** How long the normal state is measured before the attacks, and again after them, seconds. */
  readonly quietSeconds: number
  /** A factor for each attack's own numbers and rates. */
  readonly strength: number
  /** How long memory, descriptors and concurrency slots may take to recover. */
  readonly recoveryTimeoutMs: number
}

/** Callers that leave early have an account of their own, whose concurrency slots are counted. */
const LEAVERS = 'edge-leavers'
const ATTACKERS = 'edge-attackers'
/** By then the code is compiled and the connections are open. */
const WARM_UP_SECONDS = 5

/** The keys that attackers have, and a result that they can ask for. */
export interface AttackerAccess {
  readonly apiKey: string
  readonly leaversKey: string
  readonly largeResultId: string
}

/** Creates the attackers' accounts, and the large result that some of them ask for. */
export async function prepareAttackers({ stack, target }: Scene): Promise<AttackerAccess> {
  const apiKey = await stack.createKey(ATTACKERS)
  const leaversKey = await stack.createKey(LEAVERS)
  const source = 'head -c 8000000 /dev/zero | tr "\\0" a\nhead -c 6000000 /dev/zero | tr "\\0" b >&2'
  const request = { language: 'bash', source, limits: { outputBytes: 8 * 1024 * 1024 } }
  const answer = await ask({ ...target, apiKey }, { request, wait: true, stored: true, prints: '' })
  if (answer.kind !== 'accepted') throw new Error(`no large result: ${JSON.stringify(answer)}`)
  return { apiKey, leaversKey, largeResultId: answer.id }
}

/** A quiet phase, the attacks, then the recovery of the gateway; honest callers call throughout. */
export async function attackEdge(
  scene: Scene,
  access: AttackerAccess,
  options: EdgeOptions,
): Promise<EdgeResult> {
  const { attacks, seconds, quietSeconds } = options
  let phase = 'warm-up'
  await using opened = new AsyncDisposableStack()
  const attackers = opened.use(
    await openAttackers(attacks, (name) => toAim(name, { scene, access, options })),
  )
  const leases = attacks.includes('early-leavers')
    ? opened.use(openLeases(scene.stack.databaseUrl, LEAVERS))
    : undefined
  const callers = startCallers(scene.target, () => phase)
  opened.defer(() => callers.stop())
  await delay(WARM_UP_SECONDS * 1000)

  const probe = openGatewayProbe(scene.stateDir)
  phase = 'quiet'
  const quiet = await watchGateway(probe, delay(quietSeconds * 1000))
  phase = 'during'
  const busyBefore = busySeconds()
  attackers.begin()
  const during = await watchGateway(probe, delay(seconds * 1000))
  const busy = busySeconds() - busyBefore
  await attackers.end()
  phase = 'after'
  const [back] = await Promise.all([
    awaitRecovery({ probe, leases, timeoutMs: options.recoveryTimeoutMs }, quiet, during),
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
    honest: toHonestResults(callers.samples),
    answers: addAnswers(callers.samples, [...reports.values()]),
    descriptors: { ...back.descriptors, allowed: probe.allowed },
    processors: {
      gateway: during.cpuSeconds / seconds,
      attackers: cpuSeconds / seconds,
      everybody: busy / seconds,
      quiet: quiet.cpuSeconds / quietSeconds,
      waited: { quiet: quiet.waitedSeconds / quietSeconds, during: during.waitedSeconds / seconds },
    },
    errors: probe.errors(),
    survived: during.alive && probe.read() !== undefined,
  }
}

function toAim(
  name: AttackName,
  { scene, access, options }: { scene: Scene; access: AttackerAccess; options: EdgeOptions },
): Aim {
  const { hostname, port } = new URL(scene.target.url)
  return {
    host: hostname,
    port: Number(port),
    addresses: addressesOf(name),
    strength: options.strength,
    apiKey: name === 'early-leavers' ? access.leaversKey : access.apiKey,
    largeResultId: access.largeResultId,
  }
}

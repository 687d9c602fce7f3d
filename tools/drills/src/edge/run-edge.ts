import { openScene } from '../scene.ts'
import { ATTACK_NAMES, type AttackName } from './attacks.ts'
import { attackEdge, type EdgeOptions, prepareAttackers } from './edge-drill.ts'
import { judge } from './judge.ts'
import { renderEdge } from './render.ts'

/** What was asked of the drill `edge`. */
export interface EdgeRequest {
  /** Which attacks. */
  readonly attacks: ReadonlyArray<AttackName>
  /** Run the attacks one after the other, each on a freshly started gateway, instead of all at once. */
  readonly each: boolean
  /** How long the attacks, or each of them, go on. */
  readonly seconds: number
  /** A factor for each attack's own numbers and rates. */
  readonly strength: number
}

export const EDGE_DEFAULTS: EdgeRequest = { attacks: ATTACK_NAMES, each: false, seconds: 600, strength: 1 }

const QUIET_SECONDS = { together: 30, each: 10 }
/** The promise: everything has recovered within a minute. */
const RECOVERY_TIMEOUT_MS = 60_000

interface Say {
  readonly result: (text: string) => void
  readonly progress: (line: string) => void
}

/** Attacks the edge of a stack of its own, and prints the results. Returns how many rounds missed a promise. */
export async function runEdge(
  env: Readonly<Record<string, string>>,
  request: EdgeRequest,
  say: Say,
): Promise<number> {
  say.progress('starting a private stack …')
  await using scene = await openScene(env)
  const access = await prepareAttackers(scene)
  const rounds = request.each ? request.attacks.map((name) => [name]) : [request.attacks]
  let failed = 0
  for (const attacks of rounds) {
    say.progress(`edge: ${attacks.join(', ')}`)
    const result = await attackEdge(scene, access, toOptions(request, attacks))
    say.result(renderEdge(result))
    if (judge(result).some(({ kept }) => !kept)) failed += 1
    // So that the next round starts from the same state as this one.
    if (request.each) await scene.stack.restart('gateway')
  }
  return failed
}

function toOptions({ each, seconds, strength }: EdgeRequest, attacks: EdgeOptions['attacks']): EdgeOptions {
  const quietSeconds = each ? QUIET_SECONDS.each : QUIET_SECONDS.together
  return { attacks, seconds, strength, quietSeconds, recoveryTimeoutMs: RECOVERY_TIMEOUT_MS }
}

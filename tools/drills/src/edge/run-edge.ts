import { openScene } from '../scene.ts'
import { ATTACK_NAMES, type AttackName } from './attacks.ts'
import { attackEdge, type EdgeOptions, prepareLoot } from './edge-drill.ts'
import { judge } from './judge.ts'
import { renderEdge } from './render.ts'

/** What was asked of the drill `edge`. */
export interface EdgeRequest {
  /** Which attacks. */
  readonly attacks: ReadonlyArray<AttackName>
  /** One after the other, each on a gateway that was just started, instead of all at once. */
  readonly each: boolean
  /** How long they, or each, go on. */
  readonly seconds: number
  /** Of each attack's own numbers and rates. */
  readonly strength: number
}

export const EDGE_DEFAULTS: EdgeRequest = { attacks: ATTACK_NAMES, each: false, seconds: 600, strength: 1 }

const QUIET_SECONDS = { together: 30, each: 10 }
/** What was promised: everything is back within a minute. */
const BACK_WITHIN_MS = 60_000

interface Say {
  readonly result: (text: string) => void
  readonly progress: (line: string) => void
}

/** Attacks the edge of a stack of its own, and says what came of it. Gives how many rounds missed a promise. */
export async function runEdge(
  env: Readonly<Record<string, string>>,
  request: EdgeRequest,
  say: Say,
): Promise<number> {
  say.progress('starting a private stack …')
  await using scene = await openScene(env)
  const loot = await prepareLoot(scene)
  const rounds = request.each ? request.attacks.map((name) => [name]) : [request.attacks]
  let failed = 0
  for (const attacks of rounds) {
    say.progress(`edge: ${attacks.join(', ')}`)
    const figures = await attackEdge(scene, loot, toOptions(request, attacks))
    say.result(renderEdge(figures))
    if (judge(figures).some(({ kept }) => !kept)) failed += 1
    // The next one begins where this one did, whatever it has left.
    if (request.each) await scene.stack.restart('gateway')
  }
  return failed
}

function toOptions({ each, seconds, strength }: EdgeRequest, attacks: EdgeOptions['attacks']): EdgeOptions {
  const quietSeconds = each ? QUIET_SECONDS.each : QUIET_SECONDS.together
  return { attacks, seconds, strength, quietSeconds, backWithinMs: BACK_WITHIN_MS }
}

import type { Aim } from '../attack.ts'
import { ATTACK_NAMES, findAttack } from '../attacks.ts'
import { openTally } from '../tally.ts'

/** How often it tells what it has done, milliseconds. */
const REPORT_MS = 500

/**
 * One attacker as a process: `main.ts <attack>` says `ready`, begins when it is sent its aim, and reports until it is
 * killed.
 */
const name = ATTACK_NAMES.find((known) => known === process.argv[2])
if (name === undefined) throw new Error(`there is no attack "${process.argv[2]}"`)
const attack = findAttack(name)
const tally = openTally()
attack.prepare?.()

process.once('message', (aim: Aim) => {
  setInterval(() => process.send?.(tally.report()), REPORT_MS)
  attack.begin(aim, tally)
})
// Whoever started it has died: nobody else would end it.
process.once('disconnect', () => process.exit())
process.send?.('ready')

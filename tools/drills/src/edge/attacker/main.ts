import type { Aim } from '../attack.ts'
import { ATTACK_NAMES, findAttack } from '../attacks.ts'
import { openTally } from '../tally.ts'

/** The interval between reports, milliseconds. */
const REPORT_MS = 500

/**
 * One attacker as a process: `main.ts <attack>` sends `ready`, begins when it receives its aim, and sends reports
 * until it is killed.
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
// The parent process has died: nothing else would end this one.
process.once('disconnect', () => process.exit())
process.send?.('ready')

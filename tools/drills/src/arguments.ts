import { parseArgs } from 'node:util'
import { ATTACK_NAMES } from './edge/attacks.ts'
import { EDGE_DEFAULTS, type EdgeRequest } from './edge/run-edge.ts'
import { DRILLS, type DrillName } from './run-drills.ts'

/** The parsed arguments. */
export interface Arguments {
  /** All drills if none is named. */
  readonly names: ReadonlyArray<DrillName>
  /** Options of the drill `edge`. */
  readonly edge: EdgeRequest
}

/** Throws with one sentence for an unknown drill or attack, or a number out of range. */
export function parseArguments(argv: ReadonlyArray<string>): Arguments {
  const { positionals, values } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      attacks: { type: 'string' },
      each: { type: 'boolean', default: false },
      seconds: { type: 'string', default: String(EDGE_DEFAULTS.seconds) },
      strength: { type: 'string', default: String(EDGE_DEFAULTS.strength) },
    },
  })
  const names = positionals.map((word) => oneOf('drill', DRILLS, word))
  const attacks = values.attacks?.split(',').map((word) => oneOf('attack', ATTACK_NAMES, word.trim()))
  return {
    names: names.length === 0 ? DRILLS : names,
    edge: {
      attacks: attacks ?? EDGE_DEFAULTS.attacks,
      each: values.each,
      seconds: within('seconds', values.seconds, { min: 1, max: 86_400 }),
      strength: within('strength', values.strength, { min: 0.01, max: 10 }),
    },
  }
}

function oneOf<T extends string>(what: string, known: ReadonlyArray<T>, word: string): T {
  const found = known.find((name) => name === word)
  if (found === undefined) throw new Error(`unknown ${what} "${word}": use one of ${known.join(', ')}`)
  return found
}

function within(name: string, text: string, { min, max }: { min: number; max: number }): number {
  const value = Number(text)
  if (text.trim() !== '' && value >= min && value <= max) return value
  throw new Error(`--${name} must be a number from ${min} to ${max}, not "${text}"`)
}

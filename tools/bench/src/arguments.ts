import { parseArgs } from 'node:util'
import { PARTS, type Part, parseParts } from './parts.ts'

export interface Arguments {
  /** Where the results go as JSON, if anywhere. */
  readonly json: string | undefined
  /** Counted rounds of the latency comparison. */
  readonly rounds: number
  /** Runs per block of the throughput comparison, head start not included. */
  readonly runs: number
  /** Executions of a round of the services part, with 4 callers and replaced cells. */
  readonly executions: number
  /** The commit that the services part compares with, if any. */
  readonly against: string | undefined
  /** What is measured. */
  readonly parts: ReadonlySet<Part>
}

/** Throws with one sentence when an argument is unknown or out of range. */
export function parseArguments(argv: ReadonlyArray<string>): Arguments {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      json: { type: 'string' },
      rounds: { type: 'string', default: '25' },
      runs: { type: 'string', default: '50' },
      executions: { type: 'string', default: '100' },
      against: { type: 'string' },
      parts: { type: 'string', default: PARTS.join(',') },
    },
  })
  return {
    json: values.json,
    rounds: whole('rounds', values.rounds),
    runs: whole('runs', values.runs),
    executions: whole('executions', values.executions),
    against: values.against,
    parts: parseParts(values.parts),
  }
}

function whole(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 5 || value > 10_000) {
    throw new Error(`--${name} must be a whole number from 5 to 10000, not "${text}"`)
  }
  return value
}

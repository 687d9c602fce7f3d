import { parseArgs } from 'node:util'
import { renderCapacity } from './capacity/render.ts'
import { measureExecutors } from './executors/measure.ts'
import { renderExecutors } from './executors/render.ts'
import { describeMachine } from './machine.ts'
import { measureRates } from './rates/measure.ts'
import { renderRates } from './rates/render.ts'
import { renderSummary } from './simulation/render.ts'
import { FULL, QUICK } from './simulation/series.ts'
import { SERIES, type Series, simulate } from './simulation/simulate.ts'
import { readStored, type Stored, writePlots, writeStored } from './stored.ts'

export const COMMANDS = ['simulate', 'executors', 'rates', 'report'] as const
export type CommandName = (typeof COMMANDS)[number]

export interface Command {
  readonly name: CommandName
  /** Fewer settings, shorter windows: to see that it works, not to quote. */
  readonly quick: boolean
  /** Whether the results go to docs/scaling. */
  readonly write: boolean
  /** What is simulated; of the other series what was measured before stays. */
  readonly series: ReadonlyArray<Series>
}

/** Throws with one sentence when there is no such command or option. */
export function parseCommand(argv: ReadonlyArray<string>): Command {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      series: { type: 'string', default: SERIES.join(',') },
    },
  })
  const [word, ...others] = positionals
  const name = COMMANDS.find((known) => known === word)
  if (name === undefined || others.length > 0)
    throw new Error(`unknown command "${positionals.join(' ')}": use one of ${COMMANDS.join(', ')}`)
  const series = values.series.split(',').map((text) => {
    const found = SERIES.find((known) => known === text)
    if (found === undefined) throw new Error(`unknown series "${text}" in --series: use ${SERIES.join(', ')}`)
    return found
  })
  return { name, quick: values.quick, write: values.write, series }
}

interface Context {
  readonly env: Readonly<Record<string, string>>
  readonly say: (line: string) => void
}

/** Measures, or reads what was measured, and gives it as Markdown. */
export async function run({ name, quick, write, series }: Command, { env, say }: Context): Promise<string> {
  if (name === 'report') {
    const stored = readStored()
    if (stored.simulation) writePlots(stored.simulation.results)
    return renderAll(stored)
  }
  const head = { machine: describeMachine(), measuredAt: new Date().toISOString() }
  const keep = (stored: Stored) => {
    if (write) writeStored(stored)
    return renderAll(stored)
  }
  if (name === 'simulate') {
    const results = await simulate(quick ? QUICK : FULL, series, say)
    return keep({ simulation: { ...head, results: { ...readStored().simulation?.results, ...results } } })
  }
  if (name === 'executors')
    return keep({ executors: { ...head, results: await measureExecutors(env, quick, say) } })
  return keep({ rates: { ...head, results: await measureRates(env, quick, say) } })
}

function renderAll(stored: Stored): string {
  const { simulation, executors, rates } = stored
  return [
    ...(executors ? [renderExecutors(executors.results)] : []),
    ...(simulation ? [renderSummary(simulation.results)] : []),
    ...(rates ? [renderRates(rates.results)] : []),
    ...(simulation && rates ? [renderCapacity(simulation.results, rates.results)] : []),
  ].join('\n\n')
}

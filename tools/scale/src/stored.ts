import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@runhive/stack/repository'
import type { ExecutorsResults } from './executors/measure.ts'
import type { Machine } from './machine.ts'
import { renderChart } from './plots/svg.ts'
import type { RatesResults } from './rates/results.ts'
import { toCharts } from './simulation/charts.ts'
import type { Summary } from './simulation/summary.ts'

/** What was measured and is kept beside docs/scaling.md. */
export interface Stored {
  readonly simulation?: Measured<Summary>
  readonly executors?: Measured<ExecutorsResults>
  readonly rates?: Measured<RatesResults>
}

export interface Measured<R> {
  readonly machine: Machine
  readonly measuredAt: string
  readonly results: R
}

const folder = join(repositoryRoot, 'docs/scaling')

export function writeStored(stored: Stored): void {
  mkdirSync(folder, { recursive: true })
  for (const [name, measured] of Object.entries(stored)) {
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(measured, null, 2)}\n`)
  }
  if (stored.simulation) writePlots(stored.simulation.results)
}

export function writePlots(summary: Summary): void {
  mkdirSync(folder, { recursive: true })
  for (const [name, chart] of Object.entries(toCharts(summary))) {
    // A series that was not measured yet.
    if (chart.lines.every(({ points }) => points.length === 0)) continue
    writeFileSync(join(folder, `${name}.svg`), renderChart(chart))
  }
}

/** What is there; the commands that measured it wrote it. */
export function readStored(): Stored {
  const read = (name: keyof Stored) => {
    try {
      return { [name]: JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) }
    } catch {
      return {}
    }
  }
  return { ...read('simulation'), ...read('executors'), ...read('rates') }
}

import { writeFile } from 'node:fs/promises'
import { toEnvironment } from '@runhive/stack/environment'
import { type Arguments, parseArguments } from './arguments.ts'
import { runBenchmark } from './benchmark.ts'
import { renderReport } from './render.ts'

const started = performance.now()
const say = (line: string) =>
  console.error(`${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${line}`)

const options = understand(process.argv.slice(2))
const env = toEnvironment(process.env)
const report = await runBenchmark(env, options, say)
if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(report, null, 2)}\n`)
console.log(renderReport(report))

/** Ends with 2 and one sentence when the arguments cannot be understood. */
function understand(argv: string[]): Arguments {
  try {
    return parseArguments(argv)
  } catch (error) {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : error}\n`)
    process.exit(2)
  }
}

import { toEnvironment } from '@runhive/stack/environment'
import { type Arguments, parseArguments } from './arguments.ts'
import { runDrills } from './run-drills.ts'

const started = performance.now()
const progress = (line: string) =>
  console.error(`${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${line}`)

const asked = understand(process.argv.slice(2))
const env = toEnvironment(process.env)
const { failed, skipped } = await runDrills(env, asked, { result: (text) => console.log(text), progress })
console.log(`\n${asked.names.length - skipped} drills run, ${failed} failures, ${skipped} skipped`)
process.exitCode = failed === 0 ? 0 : 1

/** Exits with 2 and one sentence when the arguments are invalid. */
function understand(argv: string[]): Arguments {
  try {
    return parseArguments(argv)
  } catch (error) {
    process.stderr.write(`drills: ${error instanceof Error ? error.message : error}\n`)
    process.exit(2)
  }
}

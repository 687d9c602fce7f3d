import { toEnvironment } from '@runhive/stack/environment'
import { type Command, parseCommand, run } from './commands.ts'

const started = performance.now()
const say = (line: string) =>
  console.error(`${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${line}`)
const env = toEnvironment(process.env)
const command = understand(process.argv.slice(2))
console.log(await run(command, { env, say }))

/** Ends with 2 and one sentence when the arguments cannot be understood. */
function understand(argv: string[]): Command {
  try {
    return parseCommand(argv)
  } catch (error) {
    process.stderr.write(`scale: ${error instanceof Error ? error.message : error}\n`)
    process.exit(2)
  }
}

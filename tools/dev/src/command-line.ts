import { parseArgs } from 'node:util'
import { type CommandEntry, PlainError } from './command.ts'
import { createHelp } from './commands/help.ts'
import { COMMANDS } from './commands.ts'
import { ensurePackages } from './install/packages.ts'
import { createProgress } from './progress.ts'

/** The command cannot be understood: exit code 2, as opposed to 1 for one that failed. */
const MISUSED = 2

/** Runs one `./dev` command and gives its exit code. */
export async function runCommandLine(
  argv: ReadonlyArray<string>,
  processEnv: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const [first = 'help', ...rest] = argv
  const name = first === '--help' || first === '-h' ? 'help' : first
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!entry) return misuse(`unknown command "${name}". See ./dev help.`)
  const parsed = parseRest(name, entry, rest)
  if (typeof parsed === 'string') return misuse(parsed)

  const env = toDefined(processEnv)
  const progress = createProgress((line) => process.stderr.write(`${line}\n`))
  try {
    if (parsed.flags.help) return await createHelp(COMMANDS).run({ words: [name] })
    if (!entry.bare) await ensurePackages({ env, progress })
    const command = await entry.load()
    return await command.run({ ...parsed, env, progress })
  } catch (error) {
    process.stderr.write(`dev: ${describe(error)}\n`)
    return 1
  }
}

interface Parsed {
  readonly words: string[]
  readonly flags: Record<string, unknown>
}

/** Gives the words and flags, or one sentence about what is wrong with them. */
function parseRest(name: string, entry: CommandEntry, rest: string[]): Parsed | string {
  const usage = `Usage: ./dev ${name} ${entry.usage}`.trimEnd()
  try {
    const options = { ...entry.options, help: { type: 'boolean', short: 'h' } } as const
    const { positionals, values } = parseArgs({ args: rest, options, allowPositionals: true, strict: true })
    const extra = positionals[entry.words]
    if (extra !== undefined) return `${name} does not accept "${extra}". ${usage}`
    return { words: entry.passThrough ? rest : positionals, flags: { ...values } }
  } catch (error) {
    const flag = rest.find((word) => word.startsWith('-')) ?? ''
    const code = (error as NodeJS.ErrnoException).code
    if (code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return `${(error as Error).message}. ${usage}`
    return `${name} does not know ${/'(-[^']*)'/.exec((error as Error).message)?.[1] ?? flag}. ${usage}`
  }
}

function misuse(sentence: string): number {
  process.stderr.write(`dev: ${sentence}\n`)
  return MISUSED
}

function describe(error: unknown): string {
  if (error instanceof PlainError) return error.message
  if (error instanceof AggregateError) return error.errors.map(describe).join('\ndev: ')
  // By name: the package they come from may not be installed when this file is loaded.
  if (error instanceof Error && error.name === 'StackError') return error.message
  if (error instanceof Error && error.name === 'LockedError')
    return `another ./dev is still running: ${error.message}`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

function toDefined(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  // An empty value counts as not set, as it does for every service.
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1])),
  )
}

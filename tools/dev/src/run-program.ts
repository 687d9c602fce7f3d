import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PlainError } from './command.ts'
import { repositoryRoot, stateDir } from './repository.ts'

type Environment = Readonly<Record<string, string>>

export interface Program {
  readonly command: string
  readonly args: ReadonlyArray<string>
  readonly env: Environment
  readonly cwd?: string
}

/**
 * Runs an installer or the like to its end; all it says goes to `.runhive/logs/<log>.log`. When it fails, the
 * error names that file and shows the last lines. Imports node: built-ins only.
 */
export async function runLogged(log: string, program: Program): Promise<void> {
  const path = join(stateDir, 'logs', `${log}.log`)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const from = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  const output = openSync(path, 'a')
  const ended = await run(program, ['ignore', output, output]).finally(() => closeSync(output))
  if (ended === 0) return
  const said = readFileSync(path).subarray(from).toString('utf8').trimEnd().split('\n').slice(-15)
  const shown = said.map((line) => `    ${line}`).join('\n')
  throw new PlainError(`${toLine(program)} failed (${ended}):\n${shown}\n  (whole log: ${path})`)
}

/**
 * Runs a program whose output is for the user; gives its exit code, or the name of the signal that ended it. When this
 * process is asked to end meanwhile, the program is, and the answer is that signal: what was started around it can
 * still be put away.
 */
export async function runShown(program: Program): Promise<number | string> {
  return run(program, ['inherit', 'inherit', 'inherit'], (child) => {
    let asked: NodeJS.Signals | undefined
    // A terminal tells the whole group, so the program knows already.
    const note = () => {
      asked = 'SIGINT'
    }
    const passOn = () => {
      asked = 'SIGTERM'
      child.kill(asked)
    }
    process.on('SIGINT', note).on('SIGTERM', passOn)
    return () => {
      process.off('SIGINT', note).off('SIGTERM', passOn)
      return asked
    }
  })
}

/** Runs one of the repository's own programs, whose output is for the user; gives its exit code, 1 after a signal. */
export async function runOwn(
  path: string,
  { words, env }: { words: ReadonlyArray<string>; env: Environment },
): Promise<number> {
  const args = [join(repositoryRoot, path), ...words]
  const ended = await runShown({ command: process.execPath, args, env })
  return typeof ended === 'number' ? ended : 1
}

/** The same as {@link runShown}, with its stdout moved to stderr: for commands whose own stdout means something. */
export async function runShownOnStderr(program: Program): Promise<number | string> {
  return run(program, ['ignore', 2, 2])
}

export function toLine({ command, args }: Program): string {
  return [command, ...args].join(' ')
}

/**
 * `watch` is told the program that has started; what it gives is asked, once that has ended, for the signal that this
 * process got.
 */
async function run(
  program: Program,
  stdio: Array<'ignore' | 'inherit' | number>,
  watch: (child: ChildProcess) => () => string | undefined = () => () => undefined,
): Promise<number | string> {
  const child = spawn(program.command, program.args, {
    cwd: program.cwd ?? repositoryRoot,
    env: { ...program.env },
    stdio,
  })
  const ended = watch(child)
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
    return ended() ?? code ?? signal ?? 'unknown'
  } catch (cause) {
    ended()
    // 'error': it could not be started at all.
    throw new PlainError(`cannot run ${program.command}: ${(cause as Error).message}`, { cause })
  }
}

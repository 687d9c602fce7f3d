import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { repositoryRoot } from '@runhive/stack/repository'

export type Environment = Readonly<Record<string, string>>

export interface RunOptions {
  readonly env: Environment
  readonly cwd?: string
  /** What it says goes to stderr as it says it, and is not given back. */
  readonly shown?: boolean
}

/** Runs a program to its end and gives its stdout. Rejects with the last of what it said. */
export async function run(
  command: string,
  args: ReadonlyArray<string>,
  options: RunOptions,
): Promise<string> {
  const { env, cwd = repositoryRoot, shown = false } = options
  const output = shown ? 2 : 'pipe'
  const child = spawn(command, args, { cwd, env: { ...env }, stdio: ['ignore', output, output] })
  const [stdout, stderr, [code, signal]] = await Promise.all([
    child.stdout ? text(child.stdout) : '',
    child.stderr ? text(child.stderr) : '',
    once(child, 'close') as Promise<[number | null, string | null]>,
  ])
  if (code === 0) return stdout
  const said = `${stdout}\n${stderr}`.trim().split('\n').slice(-20).join('\n')
  throw new Error(`${[command, ...args].join(' ').slice(0, 200)} ended with ${code ?? signal}:\n${said}`)
}

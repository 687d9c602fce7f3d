import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { relative } from 'node:path'
import { text } from 'node:stream/consumers'
import { repositoryRoot } from '../repository.ts'
import type { Environment } from '../service-parts.ts'
import { StackError } from '../stack-error.ts'

/** Runs a TypeScript entry to its end and gives its stdout; rejects with what it wrote to stderr. */
export async function runEntry(
  entry: string,
  args: ReadonlyArray<string>,
  env: Environment,
): Promise<string> {
  const child = spawn(process.execPath, [entry, ...args], {
    cwd: repositoryRoot,
    env: { ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null, string | null]>,
  ])
  if (code === 0) return stdout
  const said = `${stderr}${stdout}`.trim().split('\n').slice(-30).join('\n')
  throw new StackError(
    `${[relative(repositoryRoot, entry), ...args].join(' ')} ended with ${code ?? signal}:\n${said}`,
  )
}

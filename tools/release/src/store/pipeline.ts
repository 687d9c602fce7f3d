import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { repositoryRoot } from '@runhive/stack/repository'

type Command = readonly [string, ...string[]]

/** Runs two programs, the first one's output being the second one's input. Rejects with what a failing one said. */
export async function pipeline(from: Command, to: Command): Promise<void> {
  const writer = spawn(from[0], from.slice(1), { cwd: repositoryRoot, stdio: ['ignore', 'pipe', 'pipe'] })
  const reader = spawn(to[0], to.slice(1), { cwd: repositoryRoot, stdio: ['pipe', 'ignore', 'pipe'] })
  writer.stdout.pipe(reader.stdin)
  // Where the reader ends first, its own exit code tells why.
  reader.stdin.on('error', () => {})
  const ends = [writer, reader].map(async (child) => {
    const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'close')])
    if (code !== 0) throw new Error(said.trim() || `${child.spawnfile} ended with ${code}`)
  })
  await Promise.all(ends)
}

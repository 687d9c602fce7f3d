import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findNatsServer } from '@runhive/stack/nats'
import { PlainError } from './command.ts'
import { aptEnvironment, isDebianLike, withPackageLists } from './debian.ts'
import type { Progress } from './progress.ts'
import { toolsDir } from './repository.ts'
import { runLogged } from './run-program.ts'

interface Context {
  readonly env: Readonly<Record<string, string>>
  readonly progress: Progress
}

/** Makes sure that there is a nats-server to run: Debian's own package, unpacked into `.tools`, installed nowhere. */
export async function ensureNatsServer(context: Context): Promise<string> {
  const found = findNatsServer(context.env.PATH ?? '')
  if (found) return found
  if (!isDebianLike()) {
    throw new PlainError(
      'nats-server is missing: install it (https://docs.nats.io, or "brew install nats-server") so that it is on PATH, or set NATS_URL to a running one with JetStream.',
    )
  }
  await context.progress.step('fetching the NATS server', () => download(context.env))
  const downloaded = findNatsServer(context.env.PATH ?? '')
  if (!downloaded) throw new PlainError('the nats-server package holds no nats-server')
  return downloaded
}

async function download(env: Context['env']): Promise<void> {
  mkdirSync(toolsDir, { recursive: true })
  const work = mkdtempSync(join(toolsDir, 'nats-'))
  try {
    // Neither step needs root: nothing is installed. Without root only the system's existing lists can be used.
    const fetch = {
      command: 'apt-get',
      args: ['download', 'nats-server'],
      env: aptEnvironment(env),
      cwd: work,
    }
    await withPackageLists(env, () => runLogged('nats-download', fetch))
    const [archive] = readdirSync(work).filter((name) => name.endsWith('.deb'))
    if (!archive) throw new PlainError('apt-get download nats-server brought no package')
    const unpacked = join(work, 'unpacked')
    await runLogged('nats-download', { command: 'dpkg', args: ['-x', join(work, archive), unpacked], env })
    const target = join(toolsDir, 'nats')
    rmSync(target, { recursive: true, force: true })
    renameSync(unpacked, target)
  } catch (cause) {
    throw new PlainError(
      `cannot fetch nats-server: ${(cause as Error).message}\n  As root, "apt-get update" may cure it; or put a nats-server on PATH; or set NATS_URL.`,
      { cause },
    )
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

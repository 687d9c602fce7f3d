import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isSupportedVersion, MINIMUM_NATS_VERSION } from '@runhive/mesh/nats-version'
import { findNatsServer } from '@runhive/stack/nats/nats-part'
import { natsVersion } from '@runhive/stack/nats/version'
import { PlainError } from '../command.ts'
import type { Progress } from '../progress.ts'
import { toolsDir } from '../repository.ts'
import { runLogged } from '../run-program.ts'
import { aptEnvironment, isDebianLike, withPackageLists } from './debian.ts'
import { DEBIAN_13, downloadPackage } from './debian-release.ts'

type Environment = Readonly<Record<string, string>>
interface Context {
  readonly env: Environment
  readonly progress: Progress
}

/**
 * Makes sure that there is a nats-server to run, and new enough: this machine's own, else that of Debian 13, which the
 * images of `deploy` have too, unpacked into `.tools` and installed nowhere. Where its archive cannot be reached, the
 * one of this machine's distribution.
 */
export async function ensureNatsServer({ env, progress }: Context): Promise<string> {
  const path = env.PATH ?? ''
  const found = findNatsServer(path)
  if (found && isSupportedVersion(natsVersion(found))) return found
  if (!isDebianLike()) {
    throw new PlainError(
      `nats-server ${MINIMUM_NATS_VERSION} or newer is missing: install it (https://docs.nats.io, or "brew install nats-server") so that it is on PATH, or set NATS_URL to a running one with JetStream.`,
    )
  }
  try {
    await progress.step('fetching the NATS server of Debian 13', () =>
      unpack(env, (folder) => downloadPackage('nats-server', { release: DEBIAN_13, folder, env })),
    )
  } catch {
    progress.note('fetching it failed: see .runhive/logs/debian-release.log')
    await progress.step('fetching the NATS server of this distribution', () => fetchOwn(env))
  }
  const fetched = findNatsServer(path)
  if (!fetched) throw new PlainError('the nats-server package holds no nats-server')
  const version = natsVersion(fetched)
  if (!isSupportedVersion(version))
    throw new PlainError(
      `nats-server ${MINIMUM_NATS_VERSION} or newer is needed, and ${fetched} is ${version}.`,
    )
  progress.note(`nats-server ${version} (${fetched})`)
  return fetched
}

async function fetchOwn(env: Environment): Promise<void> {
  try {
    await unpack(env, async (folder) => {
      const args = ['download', 'nats-server']
      const fetch = { command: 'apt-get', args, env: aptEnvironment(env), cwd: folder }
      // Without root only the system's existing lists can be used.
      await withPackageLists(env, () => runLogged('nats-download', fetch))
      const archive = readdirSync(folder).find((name) => name.endsWith('.deb'))
      if (archive === undefined) throw new PlainError('apt-get download nats-server brought no package')
      return join(folder, archive)
    })
  } catch (cause) {
    throw new PlainError(
      `cannot fetch nats-server: ${(cause as Error).message}\n  As root, "apt-get update" may help; or put a nats-server on PATH; or set NATS_URL.`,
      { cause },
    )
  }
}

/** Puts what a package holds into `.tools`, in place of what was there. Needs no root: nothing is installed. */
async function unpack(env: Environment, download: (folder: string) => Promise<string>): Promise<void> {
  mkdirSync(toolsDir, { recursive: true })
  const work = mkdtempSync(join(toolsDir, 'nats-'))
  try {
    const [archive, unpacked] = [await download(work), join(work, 'unpacked')]
    await runLogged('nats-download', { command: 'dpkg', args: ['-x', archive, unpacked], env })
    const target = join(toolsDir, 'nats')
    rmSync(target, { recursive: true, force: true })
    renameSync(unpacked, target)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

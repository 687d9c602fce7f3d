import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PlainError } from '../command.ts'
import { runLogged } from '../run-program.ts'
import { aptEnvironment } from './debian.ts'

/** A release of Debian, independent of the release of this machine. */
export interface DebianRelease {
  readonly codename: string
  /** Where its packages are. */
  readonly archive: string
  /** The keys that its index must be signed with: of Debian's package `debian-archive-keyring`. */
  readonly keyring: string
}

export const DEBIAN_13: DebianRelease = {
  codename: 'trixie',
  archive: 'http://deb.debian.org/debian',
  keyring: '/usr/share/keyrings/debian-archive-keyring.gpg',
}

/**
 * Downloads one package of a release into `folder`, and gives the file. Nothing is installed, and neither this
 * machine's sources nor its package lists are read or changed: apt gets its own ones, in `folder`. It checks the
 * index's signature, and the package against it.
 */
export async function downloadPackage(
  name: string,
  { release, folder, env }: { release: DebianRelease; folder: string; env: Readonly<Record<string, string>> },
): Promise<string> {
  const [state, sources] = [join(folder, 'apt'), join(folder, 'sources.list')]
  mkdirSync(join(state, 'lists/partial'), { recursive: true })
  const { codename, archive, keyring } = release
  writeFileSync(sources, `deb [signed-by=${keyring}] ${archive} ${codename} main\n`)
  const settings = {
    'Dir::Etc::sourcelist': sources,
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::Etc::preferences': '/dev/null',
    'Dir::Etc::preferencesparts': '/dev/null',
    'Dir::State': state,
    'Dir::State::status': '/dev/null',
    'Dir::Cache': state,
    // The user that root's apt downloads as may not write here.
    'APT::Sandbox::User': 'root',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '0',
    'Acquire::http::Timeout': '15',
  }
  const options = Object.entries(settings).flatMap(([setting, value]) => ['-o', `${setting}=${value}`])
  for (const words of [['update'], ['download', name]]) {
    const apt = { command: 'apt-get', args: [...options, ...words], env: aptEnvironment(env), cwd: folder }
    await runLogged('debian-release', apt)
  }
  const file = readdirSync(folder).find((entry) => entry.endsWith('.deb'))
  if (file === undefined) throw new PlainError(`apt-get download ${name} brought no package`)
  return join(folder, file)
}

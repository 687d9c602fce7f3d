import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { BuildFailed } from '../docker/run-build.ts'
import { type ContextEntry, readFolder } from './build-context.ts'

/** A folder with a `package.json` and its lock file, and where in the build context its packages go. */
export interface LockedPackages {
  readonly folder: string
  readonly to: string
}

/** Packages as files, gone when disposed of. */
export interface InstalledPackages extends AsyncDisposable {
  readonly entries: readonly ContextEntry[]
}

/** npm says why it failed before pages of usage. */
const FIRST_LINES = 15
/** Peers that a package wants are in the lock file or left out on purpose: npm adds none, however it is configured. */
const CI_OPTIONS = [
  '--ignore-scripts',
  '--legacy-peer-deps',
  '--no-audit',
  '--no-fund',
  '--no-update-notifier',
]

/**
 * Installs exactly what the lock file names, checked against its digests, into a folder of its own. No script of a
 * package runs: one that would download its program when installed has no place in an image. Throws {@link
 * BuildFailed}.
 */
export async function openLockedPackages(
  { folder, to }: LockedPackages,
  onLine: (line: string) => void,
): Promise<InstalledPackages> {
  await using opened = new AsyncDisposableStack()
  const place = await mkdtemp(join(tmpdir(), 'runhive-npm-'))
  opened.defer(() => rm(place, { recursive: true, force: true }))
  for (const name of ['package.json', 'package-lock.json'])
    await copyFile(join(folder, name), join(place, name))
  await runNpm(['ci', ...CI_OPTIONS], place, onLine)
  const entries = await readFolder(join(place, 'node_modules'), to)
  const closing = opened.move()
  return { entries, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}

async function runNpm(args: readonly string[], cwd: string, onLine: (line: string) => void): Promise<void> {
  const child = spawn('npm', args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  const firstLines: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      if (firstLines.length < FIRST_LINES) firstLines.push(line)
      onLine(line)
    })
  }
  const [code] = await once(child, 'close').catch((cause: unknown) => {
    throw new BuildFailed(`npm did not start: ${cause instanceof Error ? cause.message : String(cause)}`)
  })
  if (code !== 0) throw new BuildFailed(`npm ${args[0]} ended with code ${code}`, firstLines)
}

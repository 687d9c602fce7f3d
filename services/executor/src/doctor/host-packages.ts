import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { EngineComponent } from '../docker/facts.ts'
import type { Component } from './judge-flaws.ts'

const run = promisify(execFile)
const TIMEOUT_MS = 5_000

/** Versions of this host's packages by name; empty where there is no dpkg. */
export type Packages = ReadonlyMap<string, string>

/** Asks dpkg about what containers are made with. */
export async function readPackages(): Promise<Packages> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own placeholders
  const args = ['-W', '-f', '${Package} ${Version}\\n', 'runc', 'runc-stable', 'containerd', 'crun']
  // It fails when one of them is not there, and still tells of the others.
  const query = run('dpkg-query', args, { timeout: TIMEOUT_MS })
  const answer = await query.catch((error: unknown) => ({
    stdout: (error as { stdout?: string }).stdout ?? '',
  }))
  const lines = answer.stdout.split('\n').map((line) => /^(\S+) (\S+)$/.exec(line) ?? [])
  return new Map(lines.flatMap(([, name, version]) => (name && version ? [[name, version]] : [])))
}

/** What crun says of itself; undefined when it is not here. */
export async function readCrun(packages: Packages): Promise<Component | undefined> {
  const answer = await run('crun', ['--version'], { timeout: TIMEOUT_MS }).catch(() => undefined)
  const version = /^crun version (\S+)/m.exec(answer?.stdout ?? '')?.[1]
  if (version === undefined) return undefined
  return withRevision({ version, builtFrom: undefined }, packages.get('crun'), true)
}

/**
 * A component with its package's version: as the engine tells it, else the host's package if it is of the same
 * version. Another one
 * is not what the engine uses, as where Docker's own packages brought theirs.
 */
export function withRevision(
  { version, builtFrom }: EngineComponent,
  packaged: string | undefined,
  mayBePackage: boolean,
): Component {
  const revision = [builtFrom, packaged].find((known) => known !== undefined && isOf(known, version))
  return { version, revision, mayBePackage }
}

function isOf(revision: string, version: string): boolean {
  const plain = version.replace(/^v/, '')
  return revision.startsWith(plain) && !/^\.?\d/.test(revision.slice(plain.length))
}

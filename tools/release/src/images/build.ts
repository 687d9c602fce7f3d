import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repositoryRoot } from '@runhive/stack/repository'
import { bundles } from '../bundle/bundles.ts'
import type { PartName } from '../bundle/parts.ts'
import type { Environment } from '../run.ts'
import { writeSboms } from '../sbom/write-sboms.ts'
import { resolveCommit } from '../store/checkout.ts'
import { releaseVersion } from '../version.ts'
import { docker, hasImage } from './docker.ts'

/** What is not ours, and is built from Debian's packages, the same with a registry and without. */
export const SERVERS = ['postgres', 'nats'] as const

export interface BuildOptions {
  readonly env: Environment
  /** Which parts; all that have source when there are none. The servers are always built. */
  readonly names?: ReadonlyArray<string>
  /** From Docker Hub's Debian and Node.js, instead of `runhive/base` and the Node.js that runs this. */
  readonly registry?: boolean
  /** Default: the version of package.json. */
  readonly tag?: string
  readonly onBuilt?: (reference: string) => void
}

/** How an image is called: `runhive/auth:0.1.0`. */
export const imageName = (name: PartName | (typeof SERVERS)[number], tag: string) => `runhive/${name}:${tag}`

/** Builds the bundles, then the images of the services and of the servers they need. Gives the images' names. */
export async function buildImages(options: BuildOptions): Promise<string[]> {
  const { env, names = [], registry = false, tag = releaseVersion() } = options
  const made = await bundles({ names })
  await writeSboms(made, env)
  const stages = registry ? [] : await localStages(env)
  const revision = await resolveCommit('HEAD').catch(() => 'unknown')
  const built: string[] = []
  const build = async (reference: string, args: ReadonlyArray<string>) => {
    const network = ['--network', 'host']
    await docker(['build', '-q', ...network, '-t', reference, ...stages, ...args], { env })
    built.push(reference)
    options.onBuilt?.(reference)
  }
  for (const name of SERVERS) {
    await build(imageName(name, tag), [join(repositoryRoot, 'deploy/images', name)])
  }
  for (const { name, folder } of made) {
    const values = { SERVICE: name, VERSION: releaseVersion(), REVISION: revision }
    const given = Object.entries(values).flatMap(([key, value]) => ['--build-arg', `${key}=${value}`])
    const file = join(repositoryRoot, 'deploy/images/service.Dockerfile')
    await build(imageName(name, tag), ['-f', file, ...given, folder])
  }
  return built
}

const BASE = 'runhive/base'

/** Which images stand for Docker Hub's where there is no registry. */
async function localStages(env: Environment): Promise<string[]> {
  if (!(await hasImage(BASE, env))) {
    throw new Error(`the engine has no ${BASE}: ./dev images builds it, with or without a registry`)
  }
  const node = `runhive/node:${process.versions.node}`
  const context = mkdtempSync(join(tmpdir(), 'runhive-node-'))
  try {
    cpSync(join(repositoryRoot, 'deploy/images/node/Dockerfile'), join(context, 'Dockerfile'))
    cpSync(process.execPath, join(context, 'node'), { dereference: true })
    await docker(['build', '-q', '-t', node, '--build-arg', `BASE=${BASE}`, context], { env })
  } finally {
    rmSync(context, { recursive: true, force: true })
  }
  return ['--build-arg', `BASE=${BASE}`, '--build-arg', `NODE=${node}`]
}

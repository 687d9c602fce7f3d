import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import type { ImageManifest } from '../../domain/languages/manifest.ts'

const REPOSITORY = join(import.meta.dirname, '../../../../..')

const Lock = z.object({ packages: z.record(z.string(), z.object({ version: z.string().optional() })) })

/**
 * What an image takes in from outside its folder, each with the version that the repository pins: not its bytes, which
 * differ from processor to processor. Locks of the image itself are in its folder. Throws for what nothing pins.
 */
export async function readPins(context: ImageManifest['context']): Promise<string[]> {
  const outside = context.flatMap((source) => ('lock' in source ? [] : [source]))
  return Promise.all(outside.map(async (source) => `${source.to} ${await readPin(source)}`))
}

async function readPin(source: Exclude<ImageManifest['context'][number], { lock: string }>): Promise<string> {
  if ('node' in source) return readNodePin()
  const { packages } = Lock.parse(JSON.parse(await readFile(join(REPOSITORY, 'package-lock.json'), 'utf8')))
  // Every platform's package has the same version.
  const name = source.npm.replace('{platform}', 'linux-x64')
  const version = packages[`node_modules/${name}`]?.version
  if (version === undefined) throw new Error(`package-lock.json does not name ${name}`)
  return `${source.npm} ${version} ${source.path}`
}

/** The Node.js that `./dev` brings. A newer one builds too, but only this one is proved. */
async function readNodePin(): Promise<string> {
  const [, version] = /^NODE_VERSION=(\S+)$/m.exec(await readFile(join(REPOSITORY, 'dev'), 'utf8')) ?? []
  if (version === undefined) throw new Error('./dev does not declare the Node.js version it installs')
  return `node ${version}`
}

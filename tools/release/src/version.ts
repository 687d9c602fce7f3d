import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@runhive/stack/repository'

/** The version that the repository is at, from its package.json. */
export function releaseVersion(): string {
  const manifest = readFileSync(join(repositoryRoot, 'package.json'), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}

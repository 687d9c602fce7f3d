import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@runhive/stack/repository'
import type { NamedBundle } from '../bundle/bundles.ts'
import { type Environment, run } from '../run.ts'
import { releaseVersion } from '../version.ts'
import { type Bill, billOf } from './cyclonedx.ts'
import { licenceTexts, packagesOf } from './packages.ts'

/** Writes beside each bundle what is in it: `sbom.cdx.json` (CycloneDX), and `licences.txt`. */
export async function writeSboms(bundles: ReadonlyArray<NamedBundle>, env: Environment): Promise<void> {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only']
  const whole = JSON.parse(await run('npm', args, { env })) as Bill
  for (const { name, folder, inputs } of bundles) {
    const packages = packagesOf(repositoryRoot, inputs)
    const image = {
      name: `runhive-${name}`,
      version: releaseVersion(),
      packages,
      node: process.versions.node,
    }
    writeFileSync(join(folder, 'sbom.cdx.json'), `${JSON.stringify(billOf(whole, image), undefined, 2)}\n`)
    writeFileSync(join(folder, 'licences.txt'), licenceTexts(repositoryRoot, packages))
  }
}

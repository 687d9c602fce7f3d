import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** An npm package that is in a bundle. */
export interface BundledPackage {
  readonly name: string
  readonly version: string
  /** From the repository's folder. */
  readonly folder: string
}

const IN_PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//

/** The npm packages of which a bundle holds anything, by the files that went into it; sorted by name. */
export function packagesOf(root: string, inputs: ReadonlyArray<string>): BundledPackage[] {
  const folders = new Set(inputs.flatMap((input) => IN_PACKAGE.exec(input)?.[1] ?? []))
  return [...folders]
    .map((folder) => {
      const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
      const { name, version } = manifest as { name: string; version: string }
      return { name, version, folder }
    })
    .toSorted((one, other) => one.folder.localeCompare(other.folder))
}

/** The texts under which the packages may be passed on, each after the package's name. */
export function licenceTexts(root: string, packages: ReadonlyArray<BundledPackage>): string {
  return packages
    .map(({ name, version, folder }) => {
      const text = licenceFile(join(root, folder))
      return `${name} ${version}\n${'='.repeat(name.length + version.length + 1)}\n\n${text}\n`
    })
    .join('\n\n')
}

function licenceFile(folder: string): string {
  const found = readdirSync(folder).find((file) => /^(licen[cs]e|copying)/i.test(file))
  if (found !== undefined) return readFileSync(join(folder, found), 'utf8').trim()
  const manifest = join(folder, 'package.json')
  const { license = 'unknown' } = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')) : {}
  return `The package names its licence, ${license}, and has no file with its text.`
}

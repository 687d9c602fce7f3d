import type { BundledPackage } from './packages.ts'

/** What of a CycloneDX bill of materials this reads and writes. */
export interface Bill {
  readonly metadata: {
    readonly component?: Readonly<Record<string, unknown>>
    readonly [field: string]: unknown
  }
  readonly components: ReadonlyArray<Component>
  readonly dependencies?: ReadonlyArray<{ readonly ref: string; readonly dependsOn?: ReadonlyArray<string> }>
  readonly [field: string]: unknown
}

export interface Component {
  readonly 'bom-ref': string
  readonly purl?: string
  readonly [field: string]: unknown
}

/** As package URLs write it: `pkg:npm/%40nats-io/nuid@3.0.0`. */
export function purlOf({ name, version }: Pick<BundledPackage, 'name' | 'version'>): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`
}

/**
 * The part of the repository's bill that one image holds: npm's own would list everything that is installed for a
 * workspace, of which a bundle takes only what is imported, and with `--omit dev` leaves out what another workspace has
 * for development. Throws when the bill lacks a package that is in the bundle.
 */
export function billOf(
  whole: Bill,
  image: { name: string; version: string; packages: ReadonlyArray<BundledPackage>; node: string },
): Bill {
  const byPurl = new Map(whole.components.map((component) => [component.purl, component]))
  const components = image.packages.map((one) => {
    const found = byPurl.get(purlOf(one))
    if (!found)
      throw new Error(`the lock file does not know ${one.name} ${one.version}, which is in ${image.name}`)
    return found
  })
  const node = {
    'bom-ref': `node@${image.node}`,
    type: 'platform',
    name: 'node',
    version: image.node,
    purl: `pkg:generic/node@${image.node}`,
    licenses: [{ license: { id: 'MIT' } }],
  }
  const refs = new Set(components.map((component) => component['bom-ref']))
  const own = `${image.name}@${image.version}`
  return {
    ...whole,
    metadata: {
      ...whole.metadata,
      component: { 'bom-ref': own, type: 'application', name: image.name, version: image.version },
    },
    components: [...new Set(components), node],
    dependencies: [
      { ref: own, dependsOn: [...refs, node['bom-ref']] },
      ...(whole.dependencies ?? [])
        .filter(({ ref }) => refs.has(ref))
        .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((one) => refs.has(one)) })),
    ],
  }
}

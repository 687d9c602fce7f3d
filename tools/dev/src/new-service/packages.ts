import { existsSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { Files } from './edit-files.ts'

interface Manifest {
  readonly version: string
  readonly dependencies: Readonly<Record<string, string>>
}
type Lock = { readonly packages: Record<string, unknown> }

const DEPENDENCIES = ['@runhive/contracts', '@runhive/mesh', '@runhive/process', 'prom-client', 'zod']

/** The package of a service, in npm's lock and linked, as `npm install` would do it. */
export function addPackage(root: string, files: Files, name: string): void {
  const model = JSON.parse(files.read('services/contact/package.json')) as Manifest
  const dependencies = Object.fromEntries(DEPENDENCIES.map((one) => [one, model.dependencies[one]]))
  const manifest = {
    ...{ name: `@runhive/${name}`, version: model.version, private: true, license: 'MIT', type: 'module' },
    nx: { tags: ['type:service', `scope:${name}`] },
    scripts: { typecheck: 'tsc -p .', test: `vitest run --root ../.. --project @runhive/${name}` },
    exports: { './*': './src/*.ts' },
    dependencies,
  }
  files.write(`services/${name}/package.json`, toText(manifest))
  const { version, license } = manifest
  const locked = { name: manifest.name, version, license, dependencies }
  for (const file of ['package-lock.json', 'node_modules/.package-lock.json']) {
    if (!existsSync(join(root, file))) continue
    const lock = JSON.parse(files.read(file)) as Lock
    const packages = {
      ...lock.packages,
      [`services/${name}`]: locked,
      [`node_modules/@runhive/${name}`]: { resolved: `services/${name}`, link: true },
    }
    files.write(file, toText({ ...lock, packages: sorted(packages) }))
  }
  const link = join(root, 'node_modules/@runhive', name)
  if (!existsSync(link)) symlinkSync(`../../services/${name}`, link)
}

const toText = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`

/** In npm's order. */
function sorted(packages: Lock['packages']): Lock['packages'] {
  return Object.fromEntries(Object.entries(packages).toSorted(([a], [b]) => a.localeCompare(b, 'en')))
}

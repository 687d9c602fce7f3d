import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { configDefaults, defineConfig } from 'vitest/config'

/** A test waits for what must come true, and no test is about how soon: these bounds only end one that waits in vain. */
export const patience = { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 50_000 } } }

/** Programs of the catalogue that are called like tests. */
const exclude = [...configDefaults.exclude, '**/*.conformance/**']

const packages = globSync(['libs/*', 'services/*', 'tools/*'], { cwd: import.meta.dirname }).map((root) => {
  const manifest = readFileSync(join(import.meta.dirname, root, 'package.json'), 'utf8')
  return { root, name: (JSON.parse(manifest) as { name: string }).name }
})

export default defineConfig({
  test: {
    projects: [
      'apps/*',
      ...packages.map(({ root, name }) => ({ root, test: { name, exclude, ...patience } })),
    ],
  },
})

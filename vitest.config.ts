import { globSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { configDefaults, defineConfig } from 'vitest/config'

export const shared = {
  // No test is about how soon something happens: these bounds only end one that waits in vain.
  testTimeout: 60_000,
  hookTimeout: 60_000,
  expect: { poll: { timeout: 50_000 } },
  // Most live tests wait for other processes: two at once are no more than two processors can do.
  maxWorkers: Math.max(2, availableParallelism() - 1),
}

/** Packages whose tests measure limits, or break what they run on: one file after the other, and nothing beside them. */
const ALONE = ['services/executor', 'tools/drills', 'tools/release']

/** Programs of the catalogue that are called like tests. */
const exclude = [...configDefaults.exclude, '**/*.conformance/**']

const manifests = globSync('{libs,services,tools}/*/package.json', { cwd: import.meta.dirname })

export default defineConfig({
  test: {
    projects: [
      'apps/*',
      ...manifests.map((path) => {
        const root = dirname(path)
        const { name }: { name: string } = JSON.parse(readFileSync(join(import.meta.dirname, path), 'utf8'))
        return { root, test: { name, exclude, ...shared, fileParallelism: !ALONE.includes(root) } }
      }),
    ],
  },
})

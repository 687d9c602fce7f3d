import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const REPLACE = new URL('replace-engine.ts', import.meta.url).href

/** Writes the program of an executor without Docker into a folder, for the sources under `root`, and gives its path. */
export async function writeEntry(folder: string, root: string): Promise<string> {
  const source = pathToFileURL(join(root, 'services/executor/src/')).href
  const path = join(folder, 'executor-without-docker.mjs')
  await writeFile(
    path,
    `import { replaceEngine } from ${JSON.stringify(REPLACE)}
replaceEngine(${JSON.stringify(source)})
await import(${JSON.stringify(new URL('main.ts', source).href)})
`,
  )
  return path
}

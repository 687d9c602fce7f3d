import { readFile } from 'node:fs/promises'
import { dirname, relative, sep } from 'node:path'
import type { Plugin } from 'esbuild'

const PLACE = /import\.meta\.(?:dirname|filename|url)\b/

/**
 * Lets source that finds files by `import.meta.dirname` find them from a bundle: each file keeps its own folder, seen
 * from the bundle's. `src/docker/seccomp.ts` of the executor asks for `../../cell/seccomp.json`, which is
 * `cell/seccomp.json` beside `main.mjs`. Source elsewhere, whose files are not beside the bundle, is an error that
 * names it.
 */
export function keepOwnFolders(root: string, packageFolder: string): Plugin {
  return {
    name: 'keep-own-folders',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (path.split(sep).includes('node_modules') || relative(root, path).startsWith('..'))
          return undefined
        const source = await readFile(path, 'utf8')
        if (!PLACE.test(source)) return undefined
        const folder = relative(packageFolder, dirname(path))
        return folder.startsWith('..') || /import\.meta\.(?:filename|url)\b/.test(source)
          ? {
              errors: [
                { text: `${relative(root, path)} finds files by where it is, which a bundle cannot keep` },
              ],
            }
          : { contents: rebase(source, folder), loader: 'ts' }
      })
    },
  }
}

/** `import.meta.dirname` as it would be in that folder beside the bundle, which need not exist. */
export function rebase(source: string, folder: string): string {
  return source.replaceAll('import.meta.dirname', `(import.meta.dirname + ${JSON.stringify(`/${folder}`)})`)
}

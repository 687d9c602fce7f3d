import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { keepOwnFolders } from './own-folder.ts'
import { entryFile, filesRead, type Part } from './parts.ts'

export interface BundleOptions {
  /** The repository whose source it is. */
  readonly root: string
  /** Where the part's folder is made, anew. */
  readonly to: string
  readonly minify?: boolean
  readonly sourcemap?: boolean
  readonly plugins?: ReadonlyArray<Plugin>
  /** Problems are thrown, and not printed as well. */
  readonly quiet?: boolean
}

export interface Bundle {
  readonly folder: string
  /** Files of npm packages and our own that are in it, from the repository's folder. */
  readonly inputs: ReadonlyArray<string>
}

/** Some of the dependencies are CommonJS and expect what that brings. */
const BANNER =
  "import{createRequire}from'node:module';const require=createRequire(import.meta.url),__dirname=import.meta.dirname,__filename=import.meta.filename;"

/** What every image has: it asks the ops port whether the service is ready. */
const EVERYWHERE = { health: '/tools/release/src/health/main.ts' }

/** One file per program, with everything it needs but Node.js, and beside them what they read at run time. */
export async function bundlePart(part: Part, options: BundleOptions): Promise<Bundle> {
  const { root, to } = options
  const entries = { ...part.entries, ...EVERYWHERE }
  const points = Object.entries(entries).flatMap(([out, entry]) => {
    const file = entryFile(root, part, entry)
    return existsSync(file) ? [{ in: file, out }] : []
  })
  if (!points.some(({ out }) => out === 'main')) throw new Error(`${part.name} has no program to bundle`)
  rmSync(to, { recursive: true, force: true })
  mkdirSync(to, { recursive: true })
  const { metafile } = await build({
    entryPoints: points,
    outdir: to,
    outExtension: { '.js': '.mjs' },
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    banner: { js: BANNER },
    // Its binary is not built; who requires it copes.
    external: ['cpu-features'],
    // True in the source of a program only, and a bundle is one module.
    define: { 'import.meta.main': 'false' },
    minify: options.minify ?? false,
    keepNames: options.minify ?? false,
    sourcemap: options.sourcemap ?? false,
    sourcesContent: false,
    legalComments: 'none',
    metafile: true,
    logLevel: options.quiet ? 'silent' : 'warning',
    plugins: [...(options.plugins ?? []), keepOwnFolders(root, join(root, part.folder))],
  })
  copyFiles(part, options)
  return { folder: to, inputs: Object.keys(metafile.inputs) }
}

function copyFiles(part: Part, { root, to }: BundleOptions): void {
  for (const file of filesRead(root, part)) {
    mkdirSync(join(to, dirname(file)), { recursive: true })
    cpSync(join(root, part.folder, file), join(to, file))
  }
  const { copies } = part
  if (copies && existsSync(join(root, copies.from))) {
    cpSync(join(root, copies.from), join(to, copies.to), { recursive: true })
  }
}

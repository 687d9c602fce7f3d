import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const PACKAGE = join(import.meta.dirname, '..')

/** Makes what is published in `folder`: JavaScript, declarations, a package.json of its own. */
export async function buildPackage(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await tsc(['-p', import.meta.dirname, '--outDir', folder])
  await nameJavaScript(folder)
  await cp(join(PACKAGE, 'README.md'), join(folder, 'README.md'))
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(await createManifest(), null, 2)}\n`)
}

/** The compiler leaves `.ts` in the imports of declarations, which not every compiler takes. */
async function nameJavaScript(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.d.ts'))
  for (const name of names) {
    const path = join(folder, name)
    const text = await readFile(path, 'utf8')
    await writeFile(path, text.replaceAll(/(from '\.\/[^']+)\.ts'/g, "$1.js'"))
  }
}

async function tsc(args: string[]): Promise<void> {
  const compiler = join(
    dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
    'bin',
    'tsc',
  )
  try {
    await run(process.execPath, [compiler, ...args])
  } catch (error) {
    // The compiler says what is wrong on stdout.
    const said = error instanceof Error && 'stdout' in error ? String(error.stdout) : ''
    throw new Error(`the compiler failed\n${said}`, { cause: error })
  }
}

async function createManifest(): Promise<object> {
  const own = JSON.parse(await readFile(join(PACKAGE, 'package.json'), 'utf8'))
  const ranges = Object.entries<string>(own.dependencies).map(([name, version]) => [name, `^${version}`])
  return {
    name: own.name,
    version: own.version,
    description: 'A typed client for a Runhive gateway: runs code in fresh containers without a network.',
    license: own.license,
    type: 'module',
    // For the global WebSocket.
    engines: { node: '>=22' },
    exports: { '.': { types: './client.d.ts', default: './client.js' } },
    dependencies: Object.fromEntries(ranges),
  }
}

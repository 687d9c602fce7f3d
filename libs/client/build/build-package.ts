import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { toRouterType } from './router-type.ts'

const run = promisify(execFile)
const PACKAGE = join(import.meta.dirname, '..')

/**
 * Makes what is published in `folder`: JavaScript, declarations, a package.json of its own.
 *
 * The client's types are the gateway's router. A declaration emit writes that type out in full, inputs and outputs as
 * inferred from zod; it replaces `src/router.ts`, so that neither the gateway nor zod is needed where it is installed.
 */
export async function buildPackage(folder: string): Promise<void> {
  // Inside the package, so that imports resolve as they do from src.
  const work = join(PACKAGE, 'dist', 'work')
  await rm(work, { recursive: true, force: true })
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  try {
    const source = join(work, 'src')
    await cp(join(PACKAGE, 'src'), source, {
      recursive: true,
      filter: (path) => !/\.test(-d)?\.ts$/.test(path),
    })
    await writeFile(join(source, 'router.ts'), toRouterType(await emitRouter(join(work, 'router'))))
    await compile(work, folder)
    await nameJavaScript(folder)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  await cp(join(PACKAGE, 'README.md'), join(folder, 'README.md'))
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(await createManifest(), null, 2)}\n`)
}

/** The declaration of the gateway's router, as the compiler writes it. */
async function emitRouter(folder: string): Promise<string> {
  const entry = fileURLToPath(import.meta.resolve('@runhive/gateway/trpc/router'))
  const gateway = join(dirname(entry), '..', '..')
  const root = join(gateway, '..', '..')
  const flags = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--noErrorTruncation']
  await tsc(['-p', gateway, ...flags, '--rootDir', root, '--outDir', folder])
  return readFile(join(folder, 'services', 'gateway', 'src', 'trpc', 'router.d.ts'), 'utf8')
}

async function compile(work: string, folder: string): Promise<void> {
  const config = {
    extends: join(PACKAGE, '..', '..', 'tsconfig.base.json'),
    include: ['src'],
    compilerOptions: {
      noEmit: false,
      declaration: true,
      rewriteRelativeImportExtensions: true,
      rootDir: 'src',
      outDir: folder,
      target: 'es2023',
    },
  }
  const path = join(work, 'tsconfig.json')
  await writeFile(path, JSON.stringify(config))
  await tsc(['-p', path])
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

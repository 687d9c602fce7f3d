import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { toRouterType } from './router-type.ts'

const run = promisify(execFile)
const GATEWAY = join(import.meta.dirname, '..')
const ROOT = join(GATEWAY, '..', '..')

const HEADER = `// Written by \`npm run router-type -w @runhive/gateway\`: the gateway's router as a type, for clients.\n`

/** The router's type as a module that needs nothing of ours: from the declaration that the compiler writes. */
export async function emitRouterType(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'runhive-router-'))
  try {
    const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
    const flags = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--noErrorTruncation']
    const output = ['--rootDir', ROOT, '--outDir', folder]
    await run(process.execPath, [join(typescript, 'bin', 'tsc'), '-p', GATEWAY, ...flags, ...output])
    const declaration = join(folder, 'services', 'gateway', 'src', 'api', 'router.d.ts')
    return HEADER + toRouterType(await readFile(declaration, 'utf8'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Where clients have it. */
export const ROUTER_TYPE_PATH = join(ROOT, 'libs', 'client', 'src', 'router.generated.ts')

import { execFile } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
// biome-ignore lint/style/noRestrictedImports: the published client is proven against the real gateway
import { openTestGateway } from '@runhive/gateway/testing/gateway'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildPackage } from './build-package.ts'

/** Needs the compiler and npm, and a minute: a stranger's project with the built client in it, and nothing of ours. */

const run = promisify(execFile)
const MODULES = join(import.meta.dirname, '..', '..', '..', 'node_modules')
const MINUTES_MS = 180_000
const project = mkdtempSync(join(tmpdir(), 'runhive-client-'))
const installed = join(project, 'node_modules', '@runhive', 'client')

const PROGRAM = `
import { createClient, RunhiveError, watchExecution } from '@runhive/client'
declare const process: { env: Record<string, string> }
const client = createClient({ url: process.env.URL ?? '', apiKey: 'rh_alice' })
const result = await client.executions.run.mutate({ language: 'python', source: 'hello', limits: { wallMs: 500 } })
const status: 'succeeded' | 'failed' | string = result.status
const stdout: string | undefined = result.run?.stdout
const kinds: string[] = []
for await (const { number, event } of watchExecution(client, result.id)) {
  kinds.push(number + ' ' + event.kind)
  if (event.kind === 'finished') event.result.timings.totalMs.toFixed()
}
const { runtimes } = await client.languages.list.query()
const code = await client.executions.get.query({ id: 'x' }).catch((e: unknown) => e instanceof RunhiveError && e.code)
console.log(JSON.stringify({ status, stdout, kinds, first: runtimes[0]?.limits.wallMs.max, code }))
`
const MISTAKES = `
import { createClient } from '@runhive/client'
const client = createClient({ url: '' })
// @ts-expect-error a language is needed
void client.executions.run.mutate({ source: '' })
// @ts-expect-error limits are numbers
void client.executions.run.mutate({ language: 'c', limits: { wallMs: '1' } })
// @ts-expect-error there is no such procedure
void client.executions.destroy
// @ts-expect-error a query is not a mutation
void client.executions.list.mutate
// @ts-expect-error a result has no such field
void client.executions.run.mutate({ language: 'c' }).then((result) => result.exitCode)
// @ts-expect-error an output event has no result
client.executions.watch.subscribe({ id: '' }, { onData: ({ data }) => data.kind === 'output' && data.result })
`
const CONFIG = {
  include: ['*.ts'],
  compilerOptions: {
    target: 'esnext',
    module: 'nodenext',
    lib: ['esnext', 'dom'],
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
  },
}

beforeAll(async () => {
  const folder = join(project, 'built')
  await buildPackage(folder)
  await run('npm', ['pack', '--silent', '--pack-destination', project], { cwd: folder })
  const tarball = readdirSync(project).find((name) => name.endsWith('.tgz')) ?? ''
  mkdirSync(installed, { recursive: true })
  await run('tar', ['-xzf', join(project, tarball), '--strip-components=1', '-C', installed])
  for (const name of ['@trpc/client', '@trpc/server', 'eventsource', 'eventsource-parser']) {
    mkdirSync(dirname(join(project, 'node_modules', name)), { recursive: true })
    symlinkSync(join(MODULES, name), join(project, 'node_modules', name))
  }
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(CONFIG))
  writeFileSync(join(project, 'program.ts'), PROGRAM)
  writeFileSync(join(project, 'mistakes.ts'), MISTAKES)
}, MINUTES_MS)

afterAll(() => rmSync(project, { recursive: true, force: true }))

test(
  'a program that uses the built client type-checks without any of our packages, and mistakes do not',
  async () => {
    const compiler = join(
      dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
      'bin',
      'tsc',
    )
    const checked = run(process.execPath, [compiler, '-p', project]).catch(
      (error: { stdout: string }) => error,
    )
    expect((await checked).stdout).toBe('')
  },
  MINUTES_MS,
)

test(
  'the built client runs against a gateway',
  async () => {
    await using gateway = await openTestGateway()
    const env = { URL: gateway.url }
    const { stdout } = await run(process.execPath, [join(project, 'program.ts')], { env, cwd: project })
    expect(JSON.parse(stdout)).toEqual({
      status: 'succeeded',
      stdout: 'hello',
      kinds: ['1 queued', '2 started', '3 phase', '4 output', '5 finished'],
      first: 60_000,
      code: 'BAD_INPUT',
    })
  },
  MINUTES_MS,
)

test('the package holds no tests, no server code and no import of anything it does not declare', () => {
  const files = readdirSync(installed)
  expect(files.filter((name) => /test|gateway/.test(name))).toEqual([])
  const declared = Object.keys(JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')).dependencies)
  const imports = files
    .filter((name) => /\.(js|d\.ts)$/.test(name))
    .flatMap((name) => [
      ...readFileSync(join(installed, name), 'utf8').matchAll(/(?:from |import\()['"]([^'"]+)['"]/g),
    ])
    .flatMap(([, from]) => (from?.startsWith('.') ? [] : (from ?? [])))
  const strangers = imports.filter(
    (from) => !declared.some((name) => from === name || from.startsWith(`${name}/`)),
  )
  expect(strangers).toEqual([])
})

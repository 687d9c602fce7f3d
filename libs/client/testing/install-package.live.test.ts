import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { installPackage, PROGRAM, runNode, type StrangersProject } from './install-package.ts'

/** Needs the compiler and npm, and a minute: a stranger's project with the packed client in it, and nothing of ours. */

const MINUTES_MS = 180_000

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

let project: StrangersProject
beforeAll(async () => {
  project = await installPackage({
    'tsconfig.json': JSON.stringify(CONFIG),
    'program.ts': PROGRAM,
    'mistakes.ts': MISTAKES,
  })
}, MINUTES_MS)
afterAll(() => project[Symbol.asyncDispose]())

test(
  'a program that uses the packed client type-checks without any of our packages, and mistakes do not',
  async () => {
    const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
    expect(await runNode(project.folder, [join(typescript, 'bin', 'tsc'), '-p', '.'])).toBe('')
  },
  MINUTES_MS,
)

test('the package holds no tests, no server code and no import of anything it does not declare', () => {
  const { installed } = project
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

import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, relative } from 'node:path'
import { env } from 'node:process'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { repositoryRoot } from '../repository.ts'
import { writeService } from './new-service.ts'

/** The generator in a copy of this tree; everything that looks at services there must be content with what it made. */

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 })
const NAME = 'greeter'
const copy = mkdtempSync(join(tmpdir(), 'runhive-new-service-'))
afterAll(() => rmSync(copy, { recursive: true, force: true }))

const LEFT_OUT = ['.git', '.nx', '.runhive', '.vitest', '.tools', 'dist', 'node_modules']

beforeAll(() => {
  cpSync(repositoryRoot, copy, {
    recursive: true,
    filter: (source) => !LEFT_OUT.includes(basename(source)),
  })
  symlinkSync(join(repositoryRoot, '.tools'), join(copy, '.tools'))
  linkPackages()
})

/** As npm does it: what is installed, and our own packages as links to those of the copy. */
function linkPackages(): void {
  const [from, to] = [join(repositoryRoot, 'node_modules'), join(copy, 'node_modules')]
  mkdirSync(join(to, '@runhive'), { recursive: true })
  copyFileSync(join(from, '.package-lock.json'), join(to, '.package-lock.json'))
  for (const name of readdirSync(from).filter((name) => !/^\.(?!bin$)|^@runhive$/.test(name)))
    symlinkSync(join(from, name), join(to, name))
  for (const kind of ['apps', 'libs', 'services', 'tools'])
    for (const folder of readdirSync(join(copy, kind)))
      symlinkSync(`../../${kind}/${folder}`, join(to, '@runhive', folder))
}

const bin = (name: string) => join(copy, 'node_modules/.bin', name)
function run(command: string, ...args: string[]): string {
  const { PATH, HOME } = env
  try {
    return execFileSync(command, args, { cwd: copy, encoding: 'utf8', env: { PATH, HOME }, stdio: 'pipe' })
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    throw new Error(`${command} ${args.join(' ')}:\n${stdout}\n${stderr}`)
  }
}

test('a new service is typed, formatted, deployed, permitted and scraped, and answers a client over NATS', () => {
  const said = run(process.execPath, 'tools/dev/src/main.ts', 'new', 'service', NAME)
  expect(said).toContain(`services/${NAME}/src/service.ts`)
  expect(readFileSync(join(copy, 'deploy/nats/authorization.conf'), 'utf8')).toContain(`"${NAME}.greet"`)

  for (const folder of [`services/${NAME}`, 'tools/stack']) run(bin('tsc'), '-p', folder)

  const report = join(copy, 'report.json')
  const looked = [
    // It starts there with its own permissions, and is called.
    `services/${NAME}`,
    ...['tools/kubernetes', 'tools/stack/src/nats/authorization.test.ts', 'tools/dev/src/up/ports.test.ts'],
    ...['tools/dev/src/new-service/places.test.ts', 'tools/dev/src/pages/settings-page.test.ts'],
  ]
  run(bin('vitest'), 'run', '--isolate=false', '--reporter=json', `--outputFile=${report}`, ...looked)
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as { testResults: Array<{ name: string }> }
  expect(testResults.map(({ name }) => relative(copy, name))).toContain(
    `services/${NAME}/src/service.live.test.ts`,
  )
})

test.each(['gateway', 'nats', 'limits', 'a-b', 'Greeter', ''])('"%s" cannot be a new service', (name) => {
  expect(() => writeService(copy, name)).toThrow(/there is a \w+ already|cannot be the name of a service/)
})

import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { buildPackage } from '../build/build-package.ts'

const run = promisify(execFile)
const MODULES = join(import.meta.dirname, '..', '..', '..', 'node_modules')
const DEPENDENCIES = ['@trpc/client', '@trpc/server', 'eventsource', 'eventsource-parser']

/** A stranger's project with the published client in it, and nothing else of ours. */
export interface StrangersProject extends AsyncDisposable {
  readonly folder: string
  /** Where the client is installed. */
  readonly installed: string
}

/** Builds, packs and installs the client as a stranger would. For tests; needs npm, and a minute. */
export async function installPackage(files: Readonly<Record<string, string>>): Promise<StrangersProject> {
  const folder = await mkdtemp(join(tmpdir(), 'runhive-client-'))
  const installed = join(folder, 'node_modules', '@runhive', 'client')
  const built = join(folder, 'built')
  await buildPackage(built)
  await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: built })
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz')) ?? ''
  await mkdir(installed, { recursive: true })
  await run('tar', ['-xzf', join(folder, tarball), '--strip-components=1', '-C', installed])
  for (const name of DEPENDENCIES) {
    const path = join(folder, 'node_modules', name)
    await mkdir(dirname(path), { recursive: true })
    await symlink(join(MODULES, name), path)
  }
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return {
    folder,
    installed,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Runs a Node program; gives what it wrote to stdout, also when it failed. */
export async function runNode(
  folder: string,
  args: readonly string[],
  env?: Record<string, string>,
): Promise<string> {
  const options = { cwd: folder, ...(env === undefined ? {} : { env }) }
  const ended = run(process.execPath, [...args], options).catch((error: { stdout: string }) => error)
  return (await ended).stdout
}

/** Uses the client as its README does; prints what it saw. */
export const PROGRAM = `
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

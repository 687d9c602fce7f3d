import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'

/** A process whose service is `body`: a function body that may call `opened(…)` once it is open. */
function run(body: string, graceMs = 20_000) {
  const script = `
    import { runUntilSignal } from ${JSON.stringify(import.meta.resolve('./lifecycle.ts'))}
    import { SettingsError } from ${JSON.stringify(import.meta.resolve('./settings.ts'))}
    const say = (word) => process.stdout.write(word + '\\n')
    const keepAlive = () => setInterval(() => {}, 1e6)
    const never = new Promise(() => {})
    await runUntilSignal(async () => { ${body} }, { graceMs: ${graceMs} })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script])
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => {
    output.stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    output.stderr += chunk
  })
  const exited = once(child, 'close').then(([code]) => code as number | null)
  return { child, output, exited, [Symbol.dispose]: () => void child.kill('SIGKILL') }
}

const says = (service: { output: { stdout: string } }, word: string) =>
  expect.poll(() => service.output.stdout).toContain(word)

const signal = (service: { child: ChildProcess }, name: NodeJS.Signals) => service.child.kill(name)

const open = (dispose: string) => `
  const timer = keepAlive()
  setTimeout(() => say('open'))
  return { async [Symbol.asyncDispose]() { say('closing'); ${dispose}; clearInterval(timer); say('closed') } }`

test.each(['SIGTERM', 'SIGINT'] as const)('%s closes the service and exits with 0', async (name) => {
  using service = run(open(''))
  await says(service, 'open')
  signal(service, name)
  expect(await service.exited).toBe(0)
  expect(service.output.stdout).toContain('closed')
})

test('a second signal exits at once with 1', async () => {
  using service = run(open('await never'))
  await says(service, 'open')
  signal(service, 'SIGTERM')
  await says(service, 'closing')
  signal(service, 'SIGTERM')
  expect(await service.exited).toBe(1)
})

test('closing longer than the grace period exits with 1', async () => {
  using service = run(open('await never'), 50)
  await says(service, 'open')
  signal(service, 'SIGTERM')
  expect(await service.exited).toBe(1)
  expect(service.output.stderr).toContain('closing took too long')
})

test('something left behind that keeps the process alive ends with the grace period and 1', async () => {
  using service = run(open('keepAlive()'), 50)
  await says(service, 'open')
  signal(service, 'SIGTERM')
  expect(await service.exited).toBe(1)
  expect(service.output.stdout).toContain('closed')
})

test('a failed close exits with 1 and says why', async () => {
  using service = run(open(`clearInterval(timer); throw new Error('the pool is stuck')`))
  await says(service, 'open')
  signal(service, 'SIGTERM')
  expect(await service.exited).toBe(1)
  expect(service.output.stderr).toContain('the pool is stuck')
})

test('a service that lost something for good closes and exits with 1', async () => {
  using service = run(`
    const timer = keepAlive()
    const failed = Promise.resolve(new Error('the mesh is gone'))
    return { failed, async [Symbol.asyncDispose]() { clearInterval(timer); say('closed') } }`)
  expect(await service.exited).toBe(1)
  expect(service.output.stdout).toContain('closed')
  expect(service.output.stderr).toContain('the mesh is gone')
})

test('a service that does not open exits with 1, and wrong settings are told in plain words', async () => {
  using service = run(`throw new SettingsError(['NATS_URL is not set'])`)
  expect(await service.exited).toBe(1)
  expect(service.output.stderr).toContain('NATS_URL is not set')
  expect(service.output.stderr).not.toContain('at async')
})

test('a signal while it opens closes it as soon as it is open', async () => {
  using service = run(`
    const timer = keepAlive()
    say('opening')
    await new Promise((resolve) => process.once('SIGTERM', resolve))
    return { async [Symbol.asyncDispose]() { clearInterval(timer); say('closed') } }`)
  await says(service, 'opening')
  signal(service, 'SIGTERM')
  expect(await service.exited).toBe(0)
  expect(service.output.stdout).toContain('closed')
})

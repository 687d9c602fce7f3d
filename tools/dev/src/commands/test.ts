import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Invocation, PlainError } from '../command.ts'
import { stopEngine } from '../engine/stop-engine.ts'
import { ensureChromium } from '../install/chromium.ts'
import { ensureCompose } from '../install/ensure-compose.ts'
import { inRepository, stateDir } from '../repository.ts'
import { type Program, runShown } from '../run-program.ts'
import { readTally, type Tally } from '../test-report.ts'
import { prepareMachine } from '../up/up-stack.ts'

/** The last line is always `N passed, N failed`: that is what continuous integration reads. */
export async function run(invocation: Invocation): Promise<number> {
  const tally = await runEverything(invocation).catch((error: unknown): Tally => {
    const said = error instanceof PlainError || !(error instanceof Error) ? String(error) : error.stack
    process.stderr.write(`dev: ${said}\n`)
    return { passed: 0, failed: 1 }
  })
  process.stdout.write(`\n${tally.passed} passed, ${tally.failed} failed\n`)
  return tally.failed === 0 && tally.passed > 0 ? 0 : 1
}

async function runEverything(invocation: Invocation): Promise<Tally> {
  const { progress, env } = invocation
  const [filter] = invocation.words
  // Before minutes of building images: the console's tests need it.
  const chromium = await ensureChromium({ env, progress })
  const machine = await prepareMachine(invocation)
  try {
    await ensureCompose({ env: machine.env, progress })
    // Tests start servers of their own, and must not write to those of a developer.
    const { NATS_URL: _nats, DATABASE_URL: _database, PORT: _port, ...given } = machine.env
    const testEnv = { ...given, CHROMIUM: chromium }
    // With a filter a developer is interested in these tests only.
    const checks = filter === undefined ? await runChecks(testEnv) : []
    const tests = await runTests(testEnv, filter)
    return summarize([...checks, { name: 'tests', ...tests }])
  } finally {
    if (machine.engineStartedHere) await stopEngine({ stateDir, env, progress })
  }
}

type NamedTally = Tally & { readonly name: string }

async function runChecks(env: Readonly<Record<string, string>>): Promise<NamedTally[]> {
  const bin = (name: string) => inRepository('node_modules/.bin', name)
  const lint = await check('lint', { command: bin('biome'), args: ['check', '.'], env })
  const types = await check('types', { command: bin('nx'), args: ['run-many', '-t', 'typecheck'], env })
  return [lint, types]
}

async function check(name: string, program: Program): Promise<NamedTally> {
  process.stdout.write(`\n── ${name}\n`)
  const ended = await runShown(program)
  // After an interrupt the next one is not wanted either.
  if (typeof ended === 'string') throw new PlainError(`${name} ended by ${ended}`)
  const passed = ended === 0
  return { name, passed: passed ? 1 : 0, failed: passed ? 0 : 1 }
}

async function runTests(env: Readonly<Record<string, string>>, filter: string | undefined): Promise<Tally> {
  process.stdout.write('\n── tests\n')
  mkdirSync(stateDir, { recursive: true, mode: 0o700 })
  const report = join(stateDir, `test-report-${process.pid}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const args = ['run', ...reporters, ...(filter === undefined ? [] : [filter])]
  const ended = await runShown({ command: inRepository('node_modules/.bin/vitest'), args, env })
  return readTally(report, ended)
}

function summarize(tallies: ReadonlyArray<NamedTally>): Tally {
  process.stdout.write('\n── summary\n')
  for (const { name, passed, failed } of tallies) {
    process.stdout.write(
      `${name.padEnd(6)} ${failed === 0 ? 'ok' : 'FAILED'} (${passed} passed, ${failed} failed)\n`,
    )
  }
  const sum = (pick: (tally: Tally) => number) => tallies.reduce((total, tally) => total + pick(tally), 0)
  return { passed: sum(({ passed }) => passed), failed: sum(({ failed }) => failed) }
}

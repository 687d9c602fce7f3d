import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toEnvironment } from '@runhive/stack/environment'
import { startStack } from '@runhive/stack/stack'
import { EXAMPLES, readCases } from './case.ts'
import { type Outcome, runCase, toLine } from './run-case.ts'

/**
 * Sends every case of a folder to a stack of its own and prints a line each: `main.ts [folder]`. Ends with 1 when one
 * is wrong. The settings of `./dev` are in the environment.
 */

const [folder = EXAMPLES] = process.argv.slice(2)
const cases = readCases(folder)
const env = toEnvironment(process.env)
await using opened = new AsyncDisposableStack()
const stateDir = opened.adopt(mkdtempSync(join(tmpdir(), 'runhive-cases-')), (path) =>
  rmSync(path, { recursive: true, force: true }),
)
process.stderr.write('starting a private stack …\n')
const stack = opened.use(await startStack({ stateDir, ports: 'free', env }))
const gateway = { url: stack.url, apiKey: await stack.createKey('cases') }
const counts: Record<Outcome['verdict'], number> = { right: 0, wrong: 0, 'to read': 0 }
for (const one of cases) {
  const outcome = await runCase(gateway, one)
  counts[outcome.verdict] += 1
  console.log(toLine(one.name, outcome))
}
console.log(`\n${counts.right} right, ${counts.wrong} wrong, ${counts['to read']} to read`)
process.exitCode = counts.wrong > 0 ? 1 : 0

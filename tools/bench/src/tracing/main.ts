import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toEnvironment } from '@runhive/stack/environment'
import { startStack } from '@runhive/stack/stack'
import { openCollector } from './collector.ts'
import { runTraced, untilIdle } from './traced-run.ts'
import { criticalPath, renderPath, renderWaterfall } from './waterfall.ts'

/** Runs one program on a stack of its own and prints where its time went: `main.ts [language [file]]`. */

const HELLO: Readonly<Record<string, string>> = {
  python: 'print("hello")\n',
  c: '#include <stdio.h>\nint main(void) { puts("hello"); }\n',
  bash: 'echo hello\n',
}
/** The first runs pay for connections, caches and compilation by V8. */
const WARM_UP = 10

const [language = 'python', file] = process.argv.slice(2)
const source = file === undefined ? HELLO[language] : readFileSync(file, 'utf8')
if (source === undefined) {
  process.stderr.write(
    `trace: no built-in program for ${language}: name a file, or use one of ${Object.keys(HELLO).join(', ')}\n`,
  )
  process.exit(2)
}
const env = toEnvironment(process.env)
await using opened = new AsyncDisposableStack()
const stateDir = opened.adopt(mkdtempSync(join(tmpdir(), 'runhive-trace-')), (path) =>
  rmSync(path, { recursive: true, force: true }),
)
const collector = opened.use(await openCollector())
process.stderr.write('starting a private stack …\n')
const settings = { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_TRACES_SAMPLER_ARG: '1' }
const stack = opened.use(await startStack({ stateDir, env: settings }))
const gateway = { url: stack.url, apiKey: await stack.createKey('trace') }
// Not compiled twice: the trace shall show what a new program costs.
const program = (round: number) => ({ language, source: `${source}\n`, metadata: { round: String(round) } })
for (let round = 0; round < WARM_UP; round++) {
  await fetch(`${gateway.url}/api/v1/executions?wait=true`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${gateway.apiKey}` },
    body: JSON.stringify({ ...program(round), store: false }),
  })
}
await untilIdle(gateway)
const run = await runTraced(gateway, collector, program(WARM_UP))
console.log(`${language}: ${run.status}; the caller waited ${run.clientMs.toFixed(2)} ms\n`)
console.log(`${renderWaterfall(run.spans)}\n`)
console.log('Where the time went, from the request to its answer:\n')
console.log(renderPath(criticalPath(run.spans)))

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env } from 'node:process'
import { type Collector, openCollector } from '@runhive/bench/tracing/collector'
import { runTraced, type TracedRun, untilIdle } from '@runhive/bench/tracing/traced-run'
import { criticalPath, rootOf, strays } from '@runhive/bench/tracing/waterfall'
import { findOnDisk } from '@runhive/mesh/testing/find-on-disk'
import { SERVICES, type ServiceName } from '@runhive/stack/services'
import { type Stack, startStack } from '@runhive/stack/stack'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readMetrics } from './pages/metric-catalogue.ts'
import { type Secretive, secretive } from './unstored-programs.ts'

/** One whole stack that writes everything it may: logs at debug, every trace, every metric. */

const START_MS = 180_000
const opened = new AsyncDisposableStack()
let stack: Stack
let collector: Collector
let gateway: { url: string; apiKey: string }
let stateDir: string

beforeAll(async () => {
  stateDir = opened.adopt(mkdtempSync(join(tmpdir(), 'runhive-observed-')), (path) =>
    rmSync(path, { recursive: true, force: true }),
  )
  collector = opened.use(await openCollector())
  const { PATH = '', HOME = '', DOCKER_HOST } = env
  stack = opened.use(
    await startStack({
      stateDir,
      env: {
        PATH,
        HOME,
        ...(DOCKER_HOST ? { DOCKER_HOST } : {}),
        EXECUTOR_WARM: '2',
        LOG_LEVEL: 'debug',
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      },
    }),
  )
  gateway = { url: stack.url, apiKey: await stack.createKey() }
  // The first of everything is slow: connections, prepared statements, compilation by V8.
  for (let round = 0; round < 5; round++) await runTraced(gateway, collector, hello('warm-up'))
  await untilIdle(gateway)
}, START_MS)

afterAll(() => opened.disposeAsync(), START_MS)

const hello = (text: string) => ({ language: 'python', source: `print(${JSON.stringify(text)})` })
const names = ({ spans }: TracedRun) => spans.map(({ service, name }) => `${service}: ${name}`)

async function metricsOf(service: ServiceName): Promise<string> {
  const port = stack.ports[`${service}-ops`]
  return (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
}

test('one run is one connected trace, from HTTP over the queue into the cell and back', async () => {
  const run = await runTraced(gateway, collector, hello('hello'))
  expect(run.status).toBe('succeeded')
  expect(strays(run.spans).map(({ name }) => name)).toEqual([])
  expect(rootOf(run.spans)).toMatchObject({ service: 'gateway', name: 'POST /api/v1/executions' })
  expect(names(run)).toEqual(
    expect.arrayContaining([
      'gateway: executions.run',
      'gateway: auth.admit',
      'auth: auth.admit',
      'gateway: publish EXECUTIONS',
      'executor: wait in EXECUTIONS',
      'executor: execution',
      'executor: take cell',
      'executor: files',
      'executor: run',
      'executor: append EXECUTION_EVENTS: finished',
      'executor: done',
      'executor: remove cell',
      'gateway: finished delivery',
      'history: handle EXECUTION_EVENTS',
    ]),
  )
})

test('the critical path of a run explains how long its caller waited', async () => {
  await untilIdle(gateway)
  const run = await runTraced(gateway, collector, {
    language: 'c',
    source: '#include <stdio.h>\nint main(void) { puts("explained"); }\n',
  })
  expect(names(run)).toContain('executor: compile')
  const steps = criticalPath(run.spans)
  const { startMs, endMs } = rootOf(run.spans)
  const sum = steps.reduce((total, { ms }) => total + ms, 0)
  expect(sum).toBeCloseTo(endMs - startMs, 3)
  // What a caller waits beside it is its own sending and reading. It may have read the answer a moment before the
  // gateway's process hears that it was sent.
  expect(Math.abs(run.clientMs - sum)).toBeLessThan(Math.max(25, run.clientMs / 5))
  // Time that no particular step explains.
  const vague = ['POST /api/v1/executions', 'executions.run', 'wait for the result', 'execution']
  const unexplained = steps.reduce((total, { name, ms }) => total + (vague.includes(name) ? ms : 0), 0)
  expect(unexplained).toBeLessThan(sum / 4)
})

test('every metric of a running service is in docs/metrics.md, and every one there is exported', async () => {
  const documented = Object.values(readMetrics())
    .flat()
    .map(({ name }) => name)
  const exported = new Set<string>()
  for (const service of SERVICES) {
    for (const [, name = ''] of (await metricsOf(service)).matchAll(/^# TYPE (\S+) /gm)) exported.add(name)
  }
  expect([...exported].filter((name) => !documented.includes(name))).toEqual([])
  expect(documented.filter((name) => !exported.has(name))).toEqual([])
})

test('metrics tell what a run did, on both sides of the mesh', async () => {
  const [edge, auth, executor] = await Promise.all([
    metricsOf('gateway'),
    metricsOf('auth'),
    metricsOf('executor'),
  ])
  expect(edge).toMatch(/runhive_procedure_calls_total\{procedure="executions.run",code="OK"\} [1-9]/)
  expect(edge).toMatch(/runhive_mesh_calls_total\{service="auth",procedure="admit",code="OK"\} [1-9]/)
  expect(edge).toMatch(/runhive_queue_depth\{lane="light"\} 0/)
  expect(auth).toMatch(/runhive_mesh_answers_total\{service="auth",procedure="admit",code="OK"\} [1-9]/)
  expect(executor).toMatch(/runhive_queue_deliveries_total\{queue="EXECUTIONS",delivery="first"\} [1-9]/)
  expect(executor).toMatch(/runhive_cell_seconds_count\{phase="take"\} [1-9]/)
})

/** Each in a place of its own, so that a failure names the place. */
const SENTINELS = {
  source: 'zzsource1',
  comment: 'zzcomment2',
  stdin: 'zzstdin3',
  stdout: 'zzstdout4',
  stderr: 'zzstderr5',
  fileName: 'zzfile6',
  fileContent: 'zzcontent7',
  env: 'zzenviron8',
  argument: 'zzargument9',
  metadata: 'zzmetadata10',
  collected: 'zzcollected11',
  test: 'zztest12',
  compiler: 'zzcompiler13',
  message: 'zzmessage14',
  sender: 'zzsender15',
  unknown: 'zzunknown16',
} as const

/**
 * Everything a caller can send, and everything a program can write. The output is put together, so that it is not in
 * the source.
 */
function sentinelProgram() {
  const said = (text: string) => text.split('').join('" + "')
  const main = `# ${SENTINELS.comment}
import sys
${SENTINELS.source} = sys.stdin.read()
print("${said(SENTINELS.stdout)}")
sys.stderr.write("${said(SENTINELS.stderr)}")
open("out-${SENTINELS.collected}.txt", "w").write("${SENTINELS.collected}")
`
  return {
    language: 'python',
    files: [
      { name: 'main.py', content: main },
      { name: `${SENTINELS.fileName}.txt`, content: SENTINELS.fileContent },
    ],
    stdin: SENTINELS.stdin,
    args: [SENTINELS.argument],
    env: { SECRET: SENTINELS.env },
    metadata: { note: SENTINELS.metadata },
    collect: ['*.txt'],
  }
}

/** What history itself keeps of what was asked: its own export has nothing from the log. */
async function keptPrograms(): Promise<string> {
  const headers = { authorization: `Bearer ${gateway.apiKey}` }
  return (await fetch(`${gateway.url}/api/v1/executions/export`, { headers })).text()
}

test('nothing of what callers send or programs write is in any log line, metric or trace', async () => {
  const ran = await runTraced(gateway, collector, sentinelProgram())
  expect(ran.status).toBe('succeeded')
  await runTraced(gateway, collector, {
    language: 'c',
    source: `int main(void) { return ${SENTINELS.compiler}; }`,
  })
  await runTraced(gateway, collector, {
    language: 'python',
    source: 'print(input())',
    tests: [{ name: SENTINELS.test, stdin: SENTINELS.test, expected: SENTINELS.test }],
  })
  const ask = (path: string, json: unknown) =>
    fetch(`${gateway.url}/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${gateway.apiKey}` },
      body: JSON.stringify(json),
    })
  const sent = await ask('/contact', {
    name: SENTINELS.sender,
    email: `${SENTINELS.sender}@example.com`,
    message: SENTINELS.message,
  })
  expect(sent.status).toBe(200)
  // What is refused is not logged either.
  const refused = await ask('/executions', { language: SENTINELS.unknown, source: SENTINELS.unknown })
  expect(refused.status).toBe(400)
  await runTraced(gateway, collector, hello('so that what came before has been sent'))

  // History has what was asked by now, from a log of its own: that is one more way on which nothing may be written
  // down.
  await expect.poll(keptPrograms).toContain(SENTINELS.comment)
  const logs = readdirSync(join(stateDir, 'logs')).map((name) =>
    readFileSync(join(stateDir, 'logs', name), 'utf8'),
  )
  const everything = {
    logs: logs.join('\n'),
    metrics: (await Promise.all(SERVICES.map(metricsOf))).join('\n'),
    traces: collector.posted.join('\n'),
  }
  // They are the real ones: each has what only it can have.
  expect(everything.logs).toMatch(/"procedure":"auth.admit"/)
  expect(everything.traces).toContain('take cell')
  const found = Object.entries(everything).flatMap(([where, text]) =>
    Object.entries(SENTINELS).flatMap(([what, word]) => (text.includes(word) ? [`${what} in ${where}`] : [])),
  )
  expect(found).toEqual([])
  expect(Object.entries(everything).filter(([, text]) => text.includes(gateway.apiKey))).toEqual([])
}, 120_000)

/** In the files of NATS and of Postgres, tables and write-ahead log, and in the logs of the services. */
const onDisk = ({ marks }: Secretive) => findOnDisk([stateDir], marks)
const POLL = { timeout: 60_000 }

async function ask(method: string, path: string, json?: object): Promise<{ status: number; id: string }> {
  const answer = await fetch(`${gateway.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${gateway.apiKey}`, 'content-type': 'application/json' },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  })
  const body = (await answer.json()) as { id: string; status: string }
  return { ...body, status: answer.status }
}

test('with store: false nothing of a run can be read on the disk once it is answered, in no form', async () => {
  const hidden = [{}, { tests: [] }, { limits: { outputBytes: 1 } }].map((more) =>
    secretive({ store: false, ...more }),
  )
  const [before, behind] = [secretive(), secretive()]
  for (const { request } of [before, ...hidden, behind]) {
    expect(await ask('POST', '/executions?wait=true', request)).toMatchObject({ status: 200 })
  }
  for (const program of hidden) await expect.poll(() => onDisk(program), POLL).toEqual([])
  // It is looked for in the right places: what lies around it in the same files is found.
  for (const program of [before, behind]) {
    const places = (await onDisk(program)).join()
    for (const place of ['EXECUTION_EVENTS', 'EXECUTION_REQUESTS', 'pg_wal']) expect(places).toContain(place)
  }
}, 120_000)

test('what nobody waited for is there until its owner removes it, and then nowhere', async () => {
  const program = secretive({ store: false })
  const { id } = await ask('POST', '/executions', program.request)
  await expect.poll(async () => (await ask('DELETE', `/executions/${id}`)).status, POLL).toBe(200)
  await expect.poll(() => onDisk(program), POLL).toEqual([])
}, 120_000)

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { executor } from '@runhive/contracts/executor'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { startStack } from '@runhive/stack/stack'
import { startProcess } from '../simulation/processes.ts'
import { partCpuMs } from './processes.ts'
import type { RatesResults } from './results.ts'
import { PYTHON } from './runtime.ts'
import { startWithoutGateway } from './stack-without-gateway.ts'

const PARTS = ['gateway', 'auth', 'nats', 'postgres', 'history'] as const
const CALLERS = 32
const SERVICE_MS = 5

/**
 * Whole requests over HTTP, each waiting for its result: gateway, auth, NATS, Postgres and history as they are, and
 * executors without containers behind them. One tenant, one gateway, one auth.
 */
export async function measureGateway(
  env: Readonly<Record<string, string>>,
  quick: boolean,
  say: (line: string) => void,
): Promise<RatesResults['gateway']> {
  await using opened = new AsyncDisposableStack()
  const stateDir = await mkdtemp(join(tmpdir(), 'runhive-scale-'))
  opened.defer(() => rm(stateDir, { recursive: true, force: true }))
  const base = { stateDir, env: { ...env, LOG_LEVEL: 'warn' } }
  const behind = opened.use(await startWithoutGateway({ ...base, services: ['auth', 'history'] }))
  const mesh = opened.use(await connectMesh({ url: behind.natsUrl, service: 'executor' }))
  opened.use(await mesh.serve(executor, { catalogue: async () => ({ runtimes: [PYTHON] }) }))
  // Last: a gateway is not ready before somebody can run something.
  const { ports } = behind
  const stack = await startStack({ ...base, ports, services: ['auth', 'history', 'gateway'] })
  const options = { natsUrl: stack.natsUrl, replicas: 1, executors: 4, workers: 16, serviceMs: SERVICE_MS }
  opened.use(await startProcess({ kind: 'executors', options }))
  const target = { url: stack.url, apiKey: await stack.createKey('scale') }
  await ask(target, quick ? 100 : 500)
  const requests = quick ? 300 : 4_000
  const before = PARTS.map((part) => partCpuMs(stateDir, part))
  const startedMs = performance.now()
  await ask(target, requests)
  const seconds = (performance.now() - startedMs) / 1_000
  const cpuMs = Object.fromEntries(
    PARTS.map((part, at) => [part, (partCpuMs(stateDir, part) - (before[at] ?? 0)) / requests]),
  ) as RatesResults['gateway']['cpuMs'] // one for each part
  say(`gateway: ${requests} requests at ${(requests / seconds).toFixed(0)}/s`)
  return { requests, perSecond: requests / seconds, cpuMs }
}

async function ask({ url, apiKey }: { url: string; apiKey: string }, requests: number): Promise<void> {
  let sent = 0
  const caller = async () => {
    while (sent < requests) {
      sent += 1
      const response = await fetch(`${url}/api/v1/executions?wait=true`, {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ language: 'python', source: 'print("Hello, world")\n' }),
      })
      const text = await response.text()
      if (!response.ok) throw new Error(`the gateway answered ${response.status}: ${text.slice(0, 200)}`)
    }
  }
  await Promise.all(Array.from({ length: CALLERS }, caller))
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env } from 'node:process'
import { type Client, createClient } from '@runhive/client/client'
import { type Stack, startStack } from '@runhive/stack/stack'

/** A whole stack for one file of journeys: real NATS, Postgres and containers. Needs what `./dev test` brings. */
export interface JourneyStack extends AsyncDisposable {
  readonly stack: Stack
  readonly key: string
  readonly client: Client
  /** Asks over REST with the key. */
  ask(path: string, json?: unknown): Promise<{ status: number; body: Body; headers: Headers }>
  /** Nothing is queued or running, every pool is as full as it wants to be, and every other slot is free. */
  idle(): Promise<boolean>
}

/** The fields of answers that journeys read. */
export interface Body {
  readonly id: string
  readonly status: string
  readonly code?: string
  readonly run?: { readonly stdout: string; readonly exitCode: number | null }
  readonly [field: string]: unknown
}

/** How long a stack may take to start on a slow machine. */
export const START_MS = 180_000

export async function openJourneyStack(
  settings: Readonly<Record<string, string>> = {},
): Promise<JourneyStack> {
  await using opened = new AsyncDisposableStack()
  const stateDir = opened.adopt(mkdtempSync(join(tmpdir(), 'runhive-journey-')), (path) =>
    rmSync(path, { recursive: true, force: true }),
  )
  const { PATH = '', HOME = '', DOCKER_HOST } = env
  const given = { PATH, HOME, EXECUTOR_WARM: '2', ...(DOCKER_HOST ? { DOCKER_HOST } : {}), ...settings }
  const stack = opened.use(await startStack({ stateDir, ports: 'free', env: given }))
  const key = await stack.createKey()
  const client = createClient({ url: stack.url, apiKey: key })
  const closing = opened.move()
  return {
    stack,
    key,
    client,
    ask: (path, json) => ask(`${stack.url}/api/v1${path}`, key, json),
    async idle() {
      const { executors, queue } = await client.health.status.query()
      const pools = executors.flatMap((executor) => Object.values(executor.pools))
      return (
        queue.depth === 0 &&
        executors.every(
          ({ running, slots, pools: own }) =>
            running === 0 &&
            slots.free === slots.total - Object.values(own).reduce((sum, { warm }) => sum + warm, 0),
        ) &&
        pools.every(
          ({ warm, target, starting, waiting }) => warm === target && starting === 0 && waiting === 0,
        )
      )
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

async function ask(url: string, key: string, json: unknown) {
  const answer = await fetch(url, {
    ...(json === undefined ? {} : { method: 'POST', body: JSON.stringify(json) }),
    headers: {
      authorization: `Bearer ${key}`,
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    },
  })
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Body }
}

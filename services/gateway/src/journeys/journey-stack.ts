import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env } from 'node:process'
import { type Client, createClient } from '@runhive/client/client'
import { findMentions } from '@runhive/postgres/mentions'
import { type Stack, startStack } from '@runhive/stack/stack'
import { expect } from 'vitest'

/**
 * A whole stack for one file of journeys, whose parts it may stop and start: real NATS, Postgres and containers. Needs
 * what `./dev test` brings.
 */
export interface JourneyStack extends Journey {
  readonly stack: Stack
}

/** What a journey goes through: a stack of its own, or one that runs already. */
export interface Journey extends AsyncDisposable {
  readonly stack: Pick<
    Stack,
    'url' | 'issuerUrl' | 'mailboxUrl' | 'createKey' | 'makeOperator' | 'containers'
  >
  /** The address of this host at which the stack's webhooks reach a server, which must listen there. */
  readonly receiverHost: string
  readonly key: string
  readonly client: Client
  /** Asks over REST with the key. */
  ask(path: string, json?: unknown): Promise<{ status: number; body: Body; headers: Headers }>
  /** Where in the database any of these texts stands. */
  mentions(...texts: string[]): Promise<string[]>
  /**
   * Waits until nothing is queued or running, every pool is as full as it wants to be, and every other slot is free.
   */
  untilIdle(): Promise<void>
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
const IDLE_WITHIN_MS = 60_000

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
  const journey = await goThrough({ stack, databaseUrl: stack.databaseUrl, receiverHost: '127.0.0.1' })
  const closing = opened.move()
  return { ...journey, stack, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}

/** The same for a stack that somebody else starts and stops. */
export async function goThrough(
  at: Pick<Journey, 'stack' | 'receiverHost'> & { databaseUrl: string },
): Promise<Journey> {
  const { stack, receiverHost } = at
  const key = await stack.createKey()
  const client = createClient({ url: stack.url, apiKey: key })
  return {
    stack,
    receiverHost,
    key,
    client,
    ask: (path, json) => ask(`${stack.url}/api/v1${path}`, key, json),
    mentions: (...texts) => findMentions(at.databaseUrl, texts),
    async untilIdle() {
      const since = Date.now()
      await expect.poll(() => isIdle(client, since), { timeout: IDLE_WITHIN_MS }).toBe(true)
    },
    async [Symbol.asyncDispose]() {},
  }
}

/** The gateway tells a status of up to a second ago: one from before `since` says nothing about what ran until then. */
async function isIdle(client: Client, since: number): Promise<boolean> {
  const { executors, queue, checkedAt } = await client.health.status.query()
  if (Date.parse(checkedAt) <= since || queue.depth > 0) return false
  return executors.every(({ running, slots, pools }) => {
    const all = Object.values(pools)
    const warm = all.reduce((sum, pool) => sum + pool.warm, 0)
    const settled = all.every(
      (pool) => pool.warm === pool.target && pool.starting === 0 && pool.waiting === 0,
    )
    return settled && running === 0 && slots.free === slots.total - warm
  })
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

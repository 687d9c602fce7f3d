import { setTimeout as delay } from 'node:timers/promises'
import { connect } from '@nats-io/transport-node'
import { findFreePorts } from './free-ports.ts'
import { startNatsServer, type TestNatsServer } from './nats-server.ts'

/** Three servers that keep streams together, for one test file. */
export interface TestNatsCluster extends AsyncDisposable {
  /** All of them, comma-separated. */
  readonly url: string
  readonly servers: ReadonlyArray<TestNatsServer>
  /** The server that leads a stream, or a consumer of it, now. Rejects when none does. */
  leaderOf(stream: string, consumer?: string): Promise<TestNatsServer>
  /** Starts a server that was killed, and waits until the others count on it: then another one may go. */
  bringBack(server: TestNatsServer): Promise<void>
}

const SIZE = 3
/** Twice what it takes on a busy machine; longer when one comes back, because they elect a new leader then. */
const COMPLETE_WITHIN_MS = { first: 8_000, again: 16_000 }
const PAUSE_MS = 50
/** Times that a server which has come back begins again. */
const TRIES = 3

/** Resolves when the servers have found each other, and every one of them may keep a stream. */
export async function startNatsCluster(): Promise<TestNatsCluster> {
  await using opened = new AsyncDisposableStack()
  const routes = await findFreePorts(SIZE)
  const startOne = async (at: number) => {
    const cluster = { serverName: nameOf(at), port: routes[at] ?? 0, routes, password: 'test' }
    return opened.use(await startNatsServer({ cluster }))
  }
  const servers = await Promise.all(routes.map((_, at) => startOne(at)))
  const url = servers.map((server) => server.url).join(',')
  await awaitComplete(url, servers)
  const closing = opened.move()
  return {
    url,
    servers,
    async leaderOf(stream, consumer) {
      const verb = consumer === undefined ? `STREAM.INFO.${stream}` : `CONSUMER.INFO.${stream}.${consumer}`
      const { cluster } = await ask<{ cluster: { leader?: string } }>(url, verb)
      const leader = servers.find((_, at) => nameOf(at) === cluster.leader)
      if (leader === undefined) throw new Error(`nobody leads ${stream}`)
      return leader
    },
    async bringBack(server) {
      await server.start()
      await awaitComplete(url, Array<TestNatsServer>(TRIES).fill(server))
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

const nameOf = (at: number) => `node-${at + 1}`

/** Whether every server keeps a copy that the leader counts: it may not know all servers yet, or not hear one. */
async function isComplete(url: string): Promise<boolean> {
  const probe = { name: 'PROBE', subjects: ['probe'], num_replicas: SIZE }
  const tell = (verb: string, body?: object) =>
    ask<StreamAnswer>(url, verb, body).catch((error: unknown): StreamAnswer => ({ error }))
  // One that is there already is no error.
  const made = await tell('STREAM.CREATE.PROBE', probe)
  if (made.error !== undefined) return false
  const copies = (await tell('STREAM.INFO.PROBE')).cluster?.replicas ?? []
  if (copies.length < SIZE - 1 || copies.some(({ current }) => !current)) return false
  return (await tell('STREAM.DELETE.PROBE')).error === undefined
}

interface StreamAnswer {
  readonly error?: unknown
  readonly cluster?: { readonly replicas?: ReadonlyArray<{ readonly current: boolean }> }
}

/**
 * nats-server 2.10.27 may start mute: it hears the others and is not heard, until it is restarted. `docs/scaling.md`
 * says how to notice.
 */
async function awaitComplete(url: string, toBeginAgain: ReadonlyArray<TestNatsServer>): Promise<void> {
  if (await becomesComplete(url, COMPLETE_WITHIN_MS.first)) return
  for (const server of toBeginAgain) {
    await server.kill()
    await server.start()
    if (await becomesComplete(url, COMPLETE_WITHIN_MS.again)) return
  }
  throw new Error('the servers of a cluster did not find each other')
}

async function becomesComplete(url: string, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs
  while (!(await isComplete(url))) {
    if (Date.now() > deadline) return false
    await delay(PAUSE_MS)
  }
  return true
}

async function ask<T>(url: string, verb: string, body?: object): Promise<T> {
  const connection = await connect({ servers: url.split(',') })
  try {
    return (
      await connection.request(`$JS.API.${verb}`, body && JSON.stringify(body), { timeout: 2_000 })
    ).json<T>()
  } finally {
    await connection.close()
  }
}

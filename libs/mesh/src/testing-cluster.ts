import { connect } from '@nats-io/transport-node'
import { freePort, startNatsServer, type TestNatsServer } from './testing.ts'

/** Three servers that keep streams together, for one test file. */
export interface TestNatsCluster extends AsyncDisposable {
  /** All of them, comma-separated. */
  readonly url: string
  readonly servers: ReadonlyArray<TestNatsServer>
  /** The server that leads a stream, or a consumer of it, now. Rejects when none does. */
  leaderOf(stream: string, consumer?: string): Promise<TestNatsServer>
}

const SIZE = 3
const READY_TIMEOUT_MS = 30_000

/** Resolves when the servers have found each other and chosen who decides about streams. */
export async function startNatsCluster(): Promise<TestNatsCluster> {
  await using opened = new AsyncDisposableStack()
  const routes = await Promise.all(Array.from({ length: SIZE }, freePort))
  const servers = await Promise.all(
    routes.map(async (port, at) => {
      const cluster = { serverName: nameOf(at), port, routes, password: 'test' }
      return opened.use(await startNatsServer({ cluster }))
    }),
  )
  const url = servers.map((server) => server.url).join(',')
  const until = Date.now() + READY_TIMEOUT_MS
  while (!(await isReady(url))) {
    if (Date.now() > until) throw new Error('the servers of a cluster did not find each other')
  }
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
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

const nameOf = (at: number) => `node-${at + 1}`

/** Whether streams can be made: an account's figures are told only by a cluster that has a leader. */
async function isReady(url: string): Promise<boolean> {
  const answer = await ask<{ error?: unknown }>(url, 'INFO').catch(() => ({ error: 'none' }))
  return answer.error === undefined
}

async function ask<T>(url: string, verb: string): Promise<T> {
  const connection = await connect({ servers: url.split(',') })
  try {
    return (await connection.request(`$JS.API.${verb}`, '', { timeout: 2_000 })).json<T>()
  } finally {
    await connection.close()
  }
}

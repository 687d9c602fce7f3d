import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { Registry } from 'prom-client'
import { collectProcessMetrics } from './process-metrics.ts'
import { createDependencyMetric } from './service-metrics.ts'
import { withTimeout } from './timeout.ts'

/** Resolves when the dependency answers. `signal` aborts when nobody waits for the answer any more. */
export type Check = (signal: AbortSignal) => Promise<unknown>

export interface OpsOptions {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  readonly service: string
  /** Ready when all of them resolve. The names are public; their errors only go to `onFailedCheck`. */
  readonly checks: Readonly<Record<string, Check>>
  /** The service's own metrics; those of the process are added to it. */
  readonly registry?: Registry
  /** How long one check may take, milliseconds. */
  readonly checkTimeoutMs?: number
  readonly onFailedCheck?: (name: string, error: unknown) => void
}

export interface Ops extends AsyncDisposable {
  readonly port: number
}

const CHECK_TIMEOUT_MS = 1_000

/**
 * The operator's door of a service: `/healthz` (the process answers), `/readyz` (every dependency answers, else 503
 * with the names of those that do not) and `/metrics` (Prometheus text).
 */
export async function startOps(options: OpsOptions): Promise<Ops> {
  const registry = options.registry ?? new Registry()
  await using opening = new AsyncDisposableStack()
  if (!registry.getSingleMetric('process_cpu_seconds_total')) opening.use(collectProcessMetrics(registry))
  const failing = createChecks(options)
  createDependencyMetric(registry, Object.keys(options.checks), failing)
  const { service } = options

  const pages: Record<string, (response: ServerResponse) => Promise<void>> = {
    '/healthz': async (response) => sendJson(response, 200, { status: 'ok', service }),
    '/readyz': async (response) => {
      const names = await failing()
      if (names.length === 0) sendJson(response, 200, { status: 'ready', service })
      else sendJson(response, 503, { status: 'not ready', service, failing: names })
    },
    '/metrics': async (response) => {
      response.writeHead(200, { 'content-type': registry.contentType }).end(await registry.metrics())
    },
  }

  const server = createServer((request, response) => {
    const page = pages[(request.url ?? '').split('?')[0] ?? '']
    if (!page) return sendJson(response, 404, { status: 'not found' })
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return sendJson(response, 405, { status: 'only GET' })
    page(response).catch(() => sendJson(response, 500, { status: 'failed' }))
  })
  server.listen(options.port, options.host)
  await once(server, 'listening') // rejects on 'error', e.g. a port in use
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the ops server has no port')

  const opened = opening.move()
  return {
    port: address.port,
    async [Symbol.asyncDispose]() {
      await opened.disposeAsync()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** Gives the names of the checks that fail. Askers who come while a check runs share its answer. */
function createChecks(options: OpsOptions): () => Promise<string[]> {
  const running = new Map<string, Promise<boolean>>()
  const timeoutMs = options.checkTimeoutMs ?? CHECK_TIMEOUT_MS

  const run = async (name: string, check: Check): Promise<boolean> => {
    try {
      const over = new AbortController()
      await withTimeout(check(over.signal), timeoutMs, () => {
        const late = new Error(`no answer within ${timeoutMs} ms`)
        over.abort(late)
        throw late
      })
      return true
    } catch (error) {
      options.onFailedCheck?.(name, error)
      return false
    } finally {
      running.delete(name)
    }
  }

  return async () => {
    const results = Object.entries(options.checks).map(async ([name, check]) => {
      const result = running.get(name) ?? run(name, check)
      running.set(name, result)
      return { name, passed: await result }
    })
    return (await Promise.all(results)).filter(({ passed }) => !passed).map(({ name }) => name)
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent) return
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

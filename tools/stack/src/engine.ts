import { request } from 'node:http'

/**
 * The few questions a stack has for the Docker engine: does it answer, and which containers are ours?
 * Only the executor runs containers; this looks, and removes what a killed executor left behind.
 */

export const DEFAULT_DOCKER_HOST = 'unix:///var/run/docker.sock'

/** The engine's version. Rejects when it does not answer within 5 seconds. */
export async function engineVersion(dockerHost: string): Promise<string> {
  const version = await ask(dockerHost, { method: 'GET', path: '/version' })
  return String((version as { Version?: unknown }).Version)
}

export type ContainerKind = 'cell' | 'slot'

/** Ids of all containers, running or not, that an executor made; of one kind, if it is given. */
export async function listContainers(
  dockerHost: string,
  executorId: string,
  kind?: ContainerKind,
): Promise<string[]> {
  const label = [`runhive.executor=${executorId}`, ...(kind === undefined ? [] : [`runhive.kind=${kind}`])]
  const filters = encodeURIComponent(JSON.stringify({ label }))
  const found = await ask(dockerHost, { method: 'GET', path: `/containers/json?all=1&filters=${filters}` })
  return (found as Array<{ Id: string }>).map((container) => container.Id)
}

/** Removes every container of an executor that is not running any more. Returns how many there were. */
export async function removeContainers(dockerHost: string, executorId: string): Promise<number> {
  const ids = await listContainers(dockerHost, executorId)
  await Promise.all(
    ids.map((id) => ask(dockerHost, { method: 'DELETE', path: `/containers/${id}?force=1&v=1`, gone: true })),
  )
  return ids.length
}

interface Question {
  readonly method: 'GET' | 'DELETE'
  readonly path: string
  /** Whether 404 and 409 (already gone, already being removed) are fine. */
  readonly gone?: boolean
}

async function ask(dockerHost: string, question: Question): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  const options = { ...toAddress(dockerHost), method: question.method, path: question.path }
  const call = request({ ...options, timeout: 5_000, agent: false }, (response) => {
    const chunks: Buffer[] = []
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.on('error', reject)
    response.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8')
      const status = response.statusCode ?? 0
      if (question.gone && (status === 404 || status === 409)) resolve(undefined)
      else if (status >= 400) reject(new Error(`the Docker engine answered ${status}: ${text.trim()}`))
      else resolve(text === '' ? undefined : JSON.parse(text))
    })
  })
  call.on('timeout', () => call.destroy(new Error('no answer within 5 s')))
  call.on('error', reject)
  call.end()
  return promise
}

function toAddress(dockerHost: string): { socketPath: string } | { host: string; port: number } {
  if (dockerHost.startsWith('unix://')) return { socketPath: dockerHost.slice('unix://'.length) }
  const url = new URL(dockerHost.replace(/^tcp:/, 'http:'))
  if (url.protocol !== 'http:') {
    throw new Error(`DOCKER_HOST ${dockerHost} is not supported here: use unix:// or tcp://`)
  }
  return { host: url.hostname, port: Number(url.port || 2375) }
}

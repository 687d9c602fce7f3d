import { readFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { Agent as TlsAgent } from 'node:https'
import { join } from 'node:path'
import { inspect } from 'node:util'
import type { DockerOptions } from 'dockerode'

/** Where an engine is, and how this process proves that it may use it. */
export interface EngineAddress {
  /** `unix:///…` or `tcp://…`. */
  readonly host: string
  /**
   * For `tcp://`: the folder with `ca.pem`, `cert.pem` and `key.pem`, as Docker's own client has it. TLS, both ways
   * verified.
   */
  readonly certPath?: string | undefined
}

/**
 * What dockerode needs to know. The agent keeps idle connections open, which saves a connect per call: destroy it at
 * the end.
 */
export type Dialling = DockerOptions & { readonly agent: Agent }

export function toDialling({ host, certPath }: EngineAddress): Dialling {
  const url = new URL(host)
  if (url.protocol === 'unix:')
    return { socketPath: url.pathname, agent: quiet(new Agent({ keepAlive: true })) }
  const at = { host: url.hostname, port: url.port || (certPath === undefined ? '2375' : '2376') }
  if (certPath === undefined) return { ...at, protocol: 'http', agent: quiet(new Agent({ keepAlive: true })) }
  const tls = {
    ca: readPem(certPath, 'ca.pem'),
    cert: readPem(certPath, 'cert.pem'),
    key: readPem(certPath, 'key.pem'),
  }
  return { ...at, ...tls, protocol: 'https', agent: quiet(new TlsAgent({ keepAlive: true, ...tls })) }
}

function readPem(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), 'utf8')
  } catch (cause) {
    throw new Error(`DOCKER_CERT_PATH must contain a readable file ${name}`, { cause })
  }
}

/**
 * docker-modem formats every request for its debug log, enabled or not: without this, all sockets with it, each time.
 */
function quiet(agent: Agent): Agent {
  Object.defineProperty(agent, inspect.custom, { value: () => 'Agent' })
  return agent
}

import type { Duplex } from 'node:stream'
import Docker from 'dockerode'
import { type EngineAddress, toDialling } from './address.ts'
import { type EngineFacts, toFacts } from './facts.ts'
import type { ContainerOptions } from './options.ts'

/**
 * The Docker engine as the executor sees it: the few calls a cell needs, in our own types. Nothing of dockerode leaves
 * this file. Calls that end a container treat "already gone" as success; everything else rejects with {@link
 * EngineError}.
 */
export interface Engine extends AsyncDisposable {
  readonly facts: EngineFacts
  /** Creates a container and gives its id. */
  create(options: ContainerOptions): Promise<string>
  /** Both directions of a container's standard streams, in Docker's 8-byte framing outwards. Must precede start. */
  attach(id: string): Promise<Duplex>
  start(id: string): Promise<void>
  /** SIGKILL to the container. Resolves as well when it is not running any more. */
  kill(id: string): Promise<void>
  /** Kills and removes; resolves when it is gone, also when something else removed it. */
  remove(id: string): Promise<void>
  /** Changes the limits of a running container; takes effect before it resolves. */
  update(id: string, limits: { memoryBytes: number; pids: number }): Promise<void>
  /** Whether the kernel killed something in it for memory; undefined when it is gone. */
  wasOomKilled(id: string): Promise<boolean | undefined>
  /** The user id that runs in it; undefined when it is gone. */
  uidOf(id: string): Promise<number | undefined>
  /** Containers, running or not, that carry a label. */
  list(label: string): Promise<ContainerSummary[]>
  /** undefined when it is not there. */
  findImage(name: string): Promise<ImageSummary | undefined>
  ping(): Promise<void>
}

export interface ImageSummary {
  /** `sha256:…` */
  readonly id: string
  readonly labels: Readonly<Record<string, string>>
}

export interface ContainerSummary {
  readonly id: string
  readonly labels: Readonly<Record<string, string>>
  readonly createdAt: Date
}

/** The engine refused, or could not be reached. `status` is its HTTP status, undefined when it did not answer. */
export class EngineError extends Error {
  override readonly name = 'EngineError'
  readonly status: number | undefined
  constructor(doing: string, cause: unknown) {
    super(`${doing}: ${cause instanceof Error ? cause.message.trim() : String(cause)}`, { cause })
    this.status = toStatus(cause)
  }
}

/**
 * The API version this is written against; older engines are refused; of newer ones the newest up to `newest` is used.
 */
const API = { oldest: 41, newest: 51 }
const NOT_MODIFIED = 304
const NOT_FOUND = 404
/** Remove: another removal is under way. Kill: it is not running. */
const CONFLICT = 409

/** Connects to the engine and asks what it is. */
export async function openEngine(address: EngineAddress): Promise<Engine> {
  const dialling = toDialling(address)
  const { agent } = dialling
  const docker = new Docker(dialling)
  const facts = await readFacts(docker, address.host)
  // dockerode has no setter: the version is a plain field that its requests put into the path.
  Object.assign(docker.modem, { version: `v${facts.apiVersion}` })
  return {
    facts,
    ...containerCalls(docker),
    async list(label) {
      const found = await docker
        .listContainers({ all: true, filters: { label: [label] } })
        .catch(rethrow('cannot list containers'))
      return found.map(({ Id, Labels, Created }) => ({
        id: Id,
        labels: Labels,
        createdAt: new Date(Created * 1000),
      }))
    },
    async findImage(name) {
      const found = await docker
        .getImage(name)
        .inspect()
        .catch(unless([NOT_FOUND], 'cannot inspect an image'))
      return found && { id: found.Id, labels: found.Config.Labels ?? {} }
    },
    async ping() {
      await docker.ping().catch(rethrow('the engine does not answer'))
    },
    async [Symbol.asyncDispose]() {
      agent.destroy()
    },
  }
}

function containerCalls(docker: Docker) {
  return {
    async create(options: ContainerOptions) {
      // Without `_query` dockerode repeats the whole body in the URL, seccomp profile and all. Its types know neither.
      const request: ContainerOptions & { _query: object; _body: object } = { _query: {}, _body: options }
      const container = await docker.createContainer(request).catch(rethrow('cannot create a container'))
      return container.id
    },
    attach: (id: string) => attach(docker, id),
    async start(id: string) {
      await docker
        .getContainer(id)
        .start()
        .catch(unless([NOT_MODIFIED], 'cannot start a container'))
    },
    async kill(id: string) {
      await docker
        .getContainer(id)
        .kill()
        .catch(unless([NOT_FOUND, CONFLICT], 'cannot kill a container'))
    },
    async remove(id: string) {
      const removing = docker.getContainer(id).remove({ force: true, v: true })
      const error: unknown = await removing.then(
        () => undefined,
        (cause: unknown) => cause,
      )
      if (error === undefined || toStatus(error) === NOT_FOUND) return
      throw new EngineError('cannot remove a container', error)
    },
    async update(id: string, { memoryBytes, pids }: { memoryBytes: number; pids: number }) {
      await docker
        .getContainer(id)
        .update({ Memory: memoryBytes, MemorySwap: memoryBytes, PidsLimit: pids })
        .catch(rethrow('cannot change the limits of a container'))
    },
    async wasOomKilled(id: string) {
      const found = await docker
        .getContainer(id)
        .inspect()
        .catch(unless([NOT_FOUND], 'cannot inspect a container'))
      return found?.State.OOMKilled
    },
    async uidOf(id: string) {
      const found = await docker
        .getContainer(id)
        .inspect()
        .catch(unless([NOT_FOUND], 'cannot inspect a container'))
      return found && Number.parseInt(found.Config.User, 10)
    },
  }
}

/**
 * Not dockerode's `attach`: that sends a JSON body with the upgrade, whose bytes arrive as the container's stdin when
 * they come in a packet of their own. An empty body leaves nothing to go wrong.
 */
function attach(docker: Docker, id: string): Promise<Duplex> {
  const { promise, resolve, reject } = Promise.withResolvers<Duplex>()
  const query = 'stream=1&stdin=1&stdout=1&stderr=1'
  const request = {
    path: `/containers/${id}/attach?${query}&`,
    method: 'POST',
    file: Buffer.alloc(0),
    isStream: true,
    hijack: true,
    statusCodes: { 101: true, 404: 'no such container', 500: 'server error' },
  }
  docker.modem.dial(request, (error: unknown, stream: unknown) => {
    if (error) reject(new EngineError('cannot attach to a container', error))
    else resolve(stream as Duplex) // An upgraded connection is a socket.
  })
  return promise
}

async function readFacts(docker: Docker, host: string): Promise<EngineFacts> {
  const [version, info] = await Promise.all([docker.version(), docker.info()]).catch(
    rethrow(`no Docker engine at ${host}`),
  )
  const facts = toFacts(version, info, API.newest)
  if (Number(facts.apiVersion.split('.')[1]) < API.oldest) {
    throw new Error(`the Docker engine speaks API ${facts.apiVersion}; at least 1.${API.oldest} is needed`)
  }
  return facts
}

function toStatus(cause: unknown): number | undefined {
  if (!(cause instanceof Error) || !('statusCode' in cause)) return undefined
  return typeof cause.statusCode === 'number' ? cause.statusCode : undefined
}

function rethrow(doing: string) {
  return (cause: unknown): never => {
    throw new EngineError(doing, cause)
  }
}

function unless(statuses: readonly number[], doing: string) {
  return (cause: unknown): undefined => {
    if (!statuses.includes(toStatus(cause) ?? 0)) throw new EngineError(doing, cause)
  }
}

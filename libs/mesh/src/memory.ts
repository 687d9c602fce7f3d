import { randomUUID } from 'node:crypto'
import { type Contract, type Handlers, RpcError } from '@runhive/contracts/define'
import type { EventLog, WorkQueue } from '@runhive/contracts/streams'
import type * as z from 'zod'
import { checkAddress } from './addresses.ts'
import { createClient, createClientAt, type Exchange } from './client.ts'
import { discoveryReply, readStatsReply } from './discovery.ts'
import { decodeItem, encodeBody } from './envelope.ts'
import { checkLane, laneWeights } from './lanes.ts'
import { type MeshLogger, silentLogger } from './logger.ts'
import { createSwitchboard } from './memory/calls.ts'
import { createMemoryLogStore, type MemoryLogStore, memoryLog } from './memory/log.ts'
import { createMemoryQueue, type MemoryQueue } from './memory/queue.ts'
import type { Mesh, Queue, Served, ServeOptions } from './mesh.ts'
import { createOpened } from './opened.ts'

const GIVE_BACK_DELAY_MS = 10

/**
 * A mesh inside one process, for unit tests: same rules and same errors as the one on NATS, everything goes through
 * JSON, nothing outlives it. Queue leases never lapse, because a worker cannot die alone; events do not age.
 */
export function createMemoryMesh(options: { log?: MeshLogger } = {}): Mesh {
  const { log = silentLogger } = options
  const switchboard = createSwitchboard()
  const queues = new Map<string, MemoryQueue>()
  const logs = new Map<string, MemoryLogStore>()
  const instances = new Map<string, () => object>()
  const opened = new AsyncDisposableStack()
  const addresses = opened.use(createOpened())
  const closed = Promise.withResolvers<undefined>()
  let closing: Promise<void> | undefined

  const exchange: Exchange = (outgoing, settle) => {
    if (closing === undefined) return switchboard.exchange(outgoing, settle)
    queueMicrotask(() => settle(new RpcError('UNAVAILABLE', { message: 'the mesh is closed' })))
    return () => {}
  }

  async function serve<C extends Contract>(
    contract: C,
    handlers: Handlers<C>,
    { maxInFlight, status }: ServeOptions = {},
  ): Promise<Served> {
    const instanceId = randomUUID().replaceAll('-', '')
    const listening = switchboard.listen(contract, handlers, { maxInFlight, log })
    const startedAt = new Date().toISOString()
    const identity = { name: contract.name, id: instanceId, version: '0.0.0', startedAt }
    const { procedures } = listening.server
    instances.set(instanceId, () => discoveryReply('STATS', { identity, contract, procedures, status }))
    return opened.use({
      instanceId,
      async [Symbol.asyncDispose]() {
        instances.delete(instanceId)
        await listening[Symbol.asyncDispose]()
      },
    })
  }

  return {
    connect: (contract) => createClient(contract, exchange),
    serve,
    connectAt: (contract, address) => createClientAt(contract, checkAddress(address), exchange),
    serveAt: (contract, address, handlers, { maxInFlight } = {}) =>
      addresses.use(
        switchboard.listen(contract, handlers, { address: checkAddress(address), maxInFlight, log }),
      ),
    discover: async () =>
      [...instances.values()].flatMap((stats) => readStatsReply(JSON.stringify(stats())) ?? []),
    queue: (definition) =>
      memoryQueue(
        keyed(queues, definition.name, () =>
          createMemoryQueue({ ...definition, lanes: laneWeights(definition) }),
        ),
        definition,
      ),
    log<T extends z.ZodType<{ kind: string }>>(definition: EventLog<T>) {
      const events = memoryLog(keyed(logs, definition.name, createMemoryLogStore), definition, log)
      return {
        ...events,
        consume: async (...args: Parameters<typeof events.consume>) =>
          opened.use(await events.consume(...args)),
        tail: async (...args: Parameters<typeof events.tail>) => opened.use(await events.tail(...args)),
      }
    },
    async ping() {
      if (closing) throw new RpcError('UNAVAILABLE', { message: 'the mesh is closed' })
      return 0
    },
    closed: closed.promise,
    [Symbol.asyncDispose]() {
      closing ??= opened.disposeAsync().finally(() => closed.resolve(undefined))
      return closing
    },
  }
}

function keyed<V>(map: Map<string, V>, key: string, make: () => V): V {
  const value = map.get(key) ?? make()
  map.set(key, value)
  return value
}

function memoryQueue<T extends z.ZodType>(queue: MemoryQueue, definition: WorkQueue<T>): Queue<z.output<T>> {
  return {
    publish: async (id, item, { lane } = {}) => queue.push(id, encodeBody(item), checkLane(definition, lane)),
    async take(signal) {
      const held = await queue.take(signal)
      return {
        id: held.id,
        item: decodeItem(definition.item, held.body),
        attempt: held.attempt,
        done: async () => held.done(),
        [Symbol.asyncDispose]: async () => held.giveBack(GIVE_BACK_DELAY_MS),
      }
    },
    depth: async () => queue.size(),
    oldest: async () => queue.oldest(),
    depths: async () =>
      Object.fromEntries(Object.keys(definition.lanes ?? {}).map((lane) => [lane, queue.size(lane)])),
  }
}

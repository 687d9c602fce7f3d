import { randomUUID } from 'node:crypto'
import { type Contract, type Handlers, RpcError } from '@runhive/contracts/define'
import type { EventLog, WorkQueue } from '@runhive/contracts/streams'
import type * as z from 'zod'
import { createDisposableSet } from '../disposable-set.ts'
import { type MeshLogger, silentLogger } from '../logger.ts'
import type { Mesh, Queue, Served, ServeOptions } from '../mesh.ts'
import { createClient, createClientAt, type Exchange } from '../rpc/client.ts'
import { discoveryReply, readStatsReply } from '../rpc/discovery.ts'
import { createObserver, type ObserveOptions, type Observer } from '../telemetry/observe.ts'
import { codeOf } from '../telemetry/spans.ts'
import { checkAddress } from '../wire/addresses.ts'
import { decodeItem, encodeBody } from '../wire/envelope.ts'
import { checkLane, laneWeights } from '../wire/lanes.ts'
import { createSwitchboard } from './calls.ts'
import { memoryLog } from './log.ts'
import { createMemoryLogStore, type MemoryLogStore } from './log-store.ts'
import { createMemoryQueue, type MemoryQueue } from './queue.ts'

const GIVE_BACK_DELAY_MS = 10

/**
 * A mesh inside one process, for unit tests: same rules and same errors as the one on NATS, everything goes through
 * JSON, nothing outlives it. Queue leases never lapse, because a worker cannot die alone; events do not age.
 */
export function createMemoryMesh(options: { log?: MeshLogger } & ObserveOptions = {}): Mesh {
  const { log = silentLogger } = options
  const observer = createObserver(options)
  const own = { log, observer }
  const switchboard = createSwitchboard()
  const queues = new Map<string, MemoryQueue>()
  const logs = new Map<string, MemoryLogStore>()
  const instances = new Map<string, () => object>()
  const opened = new AsyncDisposableStack()
  const addresses = opened.use(createDisposableSet())
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
    const listening = switchboard.listen(contract, handlers, { maxInFlight, ...own })
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
    connect: (contract) => createClient(contract, exchange, observer),
    serve,
    connectAt: (contract, address) => createClientAt(contract, checkAddress(address), exchange, observer),
    serveAt: (contract, address, handlers, { maxInFlight } = {}) =>
      addresses.use(
        switchboard.listen(contract, handlers, { address: checkAddress(address), maxInFlight, ...own }),
      ),
    discover: async () =>
      [...instances.values()].flatMap((stats) => readStatsReply(JSON.stringify(stats())) ?? []),
    prepare: async () => {},
    queue: (definition) => memoryQueue(queueOf(queues, definition), definition, observer),
    log<T extends z.ZodType<{ kind: string }>>(definition: EventLog<T>) {
      const events = memoryLog(keyed(logs, definition.name, createMemoryLogStore), definition, {
        log,
        observer,
      })
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

function queueOf(queues: Map<string, MemoryQueue>, definition: WorkQueue): MemoryQueue {
  return keyed(queues, definition.name, () =>
    createMemoryQueue({ ...definition, lanes: laneWeights(definition) }),
  )
}

function keyed<V>(map: Map<string, V>, key: string, make: () => V): V {
  const value = map.get(key) ?? make()
  map.set(key, value)
  return value
}

function memoryQueue<T extends z.ZodType>(
  queue: MemoryQueue,
  definition: WorkQueue<T>,
  observer: Observer | undefined,
): Queue<z.output<T>> {
  return {
    async publish(id, item, { lane: wanted, traceparent: parent } = {}) {
      const lane = checkLane(definition, wanted)
      const observed = observer?.publish(definition.name, lane, parent)
      const traceparent = observed?.traceparent ?? parent
      try {
        const pushed = queue.push({ id, body: encodeBody(item), lane, traceparent })
        observed?.end(pushed.duplicate ? 'DUPLICATE' : 'OK')
        return pushed
      } catch (error) {
        observed?.end(codeOf(error))
        throw error
      }
    },
    async take(signal) {
      const held = await queue.take(signal)
      const { attempt, storedAt, traceparent } = held
      observer?.take(definition.name, { attempt, storedAt, parent: traceparent })
      return {
        id: held.id,
        item: decodeItem(definition.item, held.body),
        attempt,
        traceparent,
        done: async () => held.done(),
        [Symbol.asyncDispose]: async () => held.giveBack(GIVE_BACK_DELAY_MS),
      }
    },
    depth: async () => queue.size(),
    bytes: async () => queue.bytes(),
    oldest: async () => queue.oldest(),
    copiesBehind: async () => 0,
    depths: async () =>
      Object.fromEntries(Object.keys(definition.lanes ?? {}).map((lane) => [lane, queue.size(lane)])),
  }
}

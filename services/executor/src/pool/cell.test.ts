import { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { settle } from '../../testing/clock.ts'
import { ready } from '../../testing/fake-init.ts'
import { type CellContext, openCell } from './cell.ts'
import { createRemovals } from './removal.ts'
import { createSlots } from './slots.ts'

const MIB = 1024 * 1024

/** The engine's framing of what a container writes to stdout. */
function toStdout(bytes: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt8(1, 0)
  head.writeUInt32BE(bytes.length, 4)
  return Buffer.concat([head, bytes])
}

/** One place, and an engine whose containers say READY when they start. Its steps fail while a test says so. */
function open() {
  const containers = new Set<string>()
  const fails = { start: false, remove: false }
  const streams = new Map<string, Duplex>()
  let made = 0
  const engine = {
    async create() {
      made += 1
      containers.add(`cell-${made}`)
      return `cell-${made}`
    },
    async attach(id: string) {
      const stream = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() })
      stream.on('finish', () => stream.destroy())
      streams.set(id, stream)
      return stream
    },
    async start(id: string) {
      if (fails.start) throw new Error('no start')
      streams.get(id)?.push(toStdout(ready))
    },
    update: async () => undefined,
    kill: async () => undefined,
    wasOomKilled: async () => false,
    async remove(id: string) {
      if (fails.remove) throw new Error('device busy')
      containers.delete(id)
    },
  }
  const known = new Set<string>()
  const failures: unknown[] = []
  const removals = createRemovals({ engine, known, onFailure: (error) => failures.push(error), pausesMs: [] })
  let pauses = 0
  const slots = createSlots({
    count: 1,
    uidBase: 100,
    async createPause() {
      pauses += 1
      return {
        id: `pause-${pauses}`,
        deadline: new Date(Date.now() + 24 * 3_600_000),
        start: async () => undefined,
        remove: async () => undefined,
      }
    },
  })
  const context: CellContext = {
    engine,
    lockdown: { seccomp: '{}', runtime: 'runc', executorId: 'me', appArmor: false, cgroupVersion: 2 },
    slots,
    size: { memoryBytes: MIB, processes: 1, cpus: 1, workBytes: MIB, tmpBytes: MIB },
    known,
    removals,
    readyTimeoutMs: 10_000,
    lifeMs: 60_000,
    onInitLog: () => undefined,
  }
  const signal = new AbortController().signal
  const openOne = () => openCell(context, { imageId: 'image' }, signal)
  return { openOne, slots, removals, containers, known, fails, failures, pauses: () => pauses }
}

test('a place is free again when the container of its cell is gone', async () => {
  const { openOne, slots, containers, known } = open()
  const cell = await openOne()
  expect([containers.size, known.size, slots.free]).toEqual([1, 1, 0])
  await cell[Symbol.asyncDispose]()
  expect([containers.size, known.size, slots.free]).toEqual([0, 0, 1])
})

test('a network is used again after a cell that was ready, and not after one that never was or was tainted', async () => {
  const { openOne, pauses, fails } = open()
  for (let n = 0; n < 2; n += 1) await (await openOne())[Symbol.asyncDispose]()
  expect(pauses()).toBe(1)
  fails.start = true
  await expect(openOne()).rejects.toThrow('no start')
  fails.start = false
  const cell = await openOne()
  expect(pauses()).toBe(2)
  cell.taint()
  await cell[Symbol.asyncDispose]()
  await openOne()
  expect(pauses()).toBe(3)
})

test('a cell whose container resists every attempt holds its place until the reaper has removed it', async () => {
  const { openOne, slots, removals, fails, failures, known } = open()
  const cell = await openOne()
  fails.remove = true
  await cell[Symbol.asyncDispose]()
  expect([slots.free, slots.held, failures.length]).toEqual([0, 1, 1])
  await expect(openOne()).rejects.toThrow('no slot is free')
  await removals.retry()
  expect([slots.free, slots.held, known.size]).toEqual([0, 1, 1])
  fails.remove = false
  await removals.retry()
  await settle()
  expect([slots.free, slots.held, known.size]).toEqual([1, 0, 0])
})

test('a cell that could not be started leaves nothing behind, or holds its place', async () => {
  const { openOne, slots, containers, fails } = open()
  fails.start = true
  await expect(openOne()).rejects.toThrow('no start')
  expect([containers.size, slots.free]).toEqual([0, 1])
  fails.remove = true
  await expect(openOne()).rejects.toThrow('no start')
  expect([containers.size, slots.free, slots.held]).toEqual([1, 0, 1])
})

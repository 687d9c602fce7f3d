import type { EffectiveLimits } from '@runhive/contracts/limits'
import { withTimeout } from '@runhive/process/timeout'
import { type CellSession, openSession } from '../cell/session.ts'
import { demux } from '../docker/demux.ts'
import type { Engine } from '../docker/engine.ts'
import { type CellSize, type Lockdown, toCellOptions, toPidsLimit } from '../docker/options.ts'
import type { PooledCell } from './pool.ts'
import type { Removals } from './removal.ts'
import type { Slot, Slots } from './slots.ts'

/**
 * A cell: one container that runs one execution. Theory of operation:
 *
 * create → attach → start → cell init says READY. From then on the executor and cell init speak over the attached
 * connection, and Docker is not asked again until the end, with two exceptions: a request whose limits differ from
 * what warm cells are made with (`update`), and a cell that does not answer (`kill`). The result of a program leaves
 * as a frame, long before Docker has taken the container apart.
 *
 * The connection is attached before the start, so that nothing cell init says can be missed. Disposing kills and
 * removes the container, then gives the slot back: a slot is free only once its container is gone. When the container
 * resists, disposing resolves all the same, and the slot is held.
 */
export interface Cell extends PooledCell {
  readonly id: string
  readonly slotIndex: number
  readonly session: CellSession
  /** Sets memory and number of processes; asks the engine only when they differ from what the cell has. */
  applyLimits(limits: Pick<EffectiveLimits, 'memoryBytes' | 'processes'>): Promise<void>
  /** Kills the container through the engine: for a cell that does not answer. */
  kill(): Promise<void>
  /** Whether the kernel killed in it for memory, as the engine saw it. */
  wasOomKilled(): Promise<boolean>
  /** What ran here may have left something in the slot: it is thrown away with the cell. */
  taint(): void
}

export interface CellContext {
  readonly engine: Pick<Engine, 'create' | 'attach' | 'start' | 'update' | 'kill' | 'wasOomKilled'>
  readonly lockdown: Lockdown
  readonly slots: Slots
  readonly size: CellSize
  /** Containers that are ours: the reaper leaves them alone. */
  readonly known: Set<string>
  readonly removals: Removals
  /** From start to READY at most, milliseconds. */
  readonly readyTimeoutMs: number
  /** How long a cell may exist at most, waiting included, milliseconds: the reaper's deadline. */
  readonly lifeMs: number
  /** What cell init wrote to its stderr; never a program's. */
  readonly onInitLog: (line: string) => void
}

const MAX_INIT_LOG_BYTES = 1024
/** How long a cell may take to leave by itself; then its container is killed. */
const LEAVE_MS = 300

/** Opens a cell of an image. When it rejects nothing is left behind, or what is left holds the slot. */
export async function openCell(
  context: CellContext,
  image: { imageId: string; kind?: 'cell' | 'probe' },
  signal: AbortSignal,
): Promise<Cell> {
  const { engine, known, removals } = context
  await using undo = new AsyncDisposableStack()
  const slot = undo.use(await context.slots.take())
  signal.throwIfAborted()
  const options = toCellOptions(context.lockdown, {
    imageId: image.imageId,
    kind: image.kind ?? 'cell',
    size: context.size,
    place: slot,
    deadline: new Date(Date.now() + context.lifeMs),
  })
  // Until the container is known to be gone the slot may hold something of it; also makes a broken pause go.
  slot.taint()
  const id = await engine.create(options)
  known.add(id)
  undo.defer(async () => {
    const leftover = await removals.remove(id)
    if (leftover) slot.hold(leftover)
  })
  const stream = await engine.attach(id)
  undo.defer(() => void stream.destroy())
  const session = openSession({ input: stream, output: demux(stream, toInitLog(context)) })
  signal.throwIfAborted()
  await engine.start(id)
  const { readyTimeoutMs } = context
  await withTimeout(session.ready, readyTimeoutMs, () => {
    throw new Error(`not ready after ${readyTimeoutMs} ms`)
  })
  slot.untaint()
  return toCell(context, { id, slot, session, cleanup: undo.move() })
}

function toCell(
  { engine, size }: CellContext,
  cell: { id: string; slot: Slot; session: CellSession; cleanup: AsyncDisposableStack },
): Cell {
  const { id, slot, session, cleanup } = cell
  let current: Pick<EffectiveLimits, 'memoryBytes' | 'processes'> = size
  return {
    id,
    slotIndex: slot.index,
    session,
    closed: session.closed,
    async applyLimits({ memoryBytes, processes }) {
      if (current.memoryBytes === memoryBytes && current.processes === processes) return
      await engine.update(id, { memoryBytes, pids: toPidsLimit(processes) })
      current = { memoryBytes, processes }
    },
    kill: () => engine.kill(id),
    wasOomKilled: async () => (await engine.wasOomKilled(id).catch(() => undefined)) ?? false,
    taint: () => slot.taint(),
    async [Symbol.asyncDispose]() {
      await leave(session)
      await cleanup.disposeAsync()
    },
  }
}

/**
 * Cell init is asked to leave, which ends everything in the cell: killing through the engine starts another process of
 * the runtime for it. A cell that does not leave is killed by its removal.
 */
async function leave(session: CellSession): Promise<void> {
  session.exit()
  await withTimeout(session.closed, LEAVE_MS, () => undefined)
}

/** Cell init says at most a sentence before it dies; a broken one must not fill the log. */
function toInitLog({ onInitLog }: CellContext): (bytes: Buffer) => void {
  let left = MAX_INIT_LOG_BYTES
  return (bytes) => {
    const line = bytes.subarray(0, left).toString()
    left -= Math.min(left, bytes.length)
    if (line !== '') onInitLog(line)
  }
}

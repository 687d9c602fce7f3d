import type { Engine } from '../docker/engine.ts'
import { type CellSize, LABELS, type Lockdown } from '../docker/options.ts'
import { type Cell, openCell } from './cell.ts'
import { systemClock } from './clock.ts'
import { createPause } from './pause.ts'
import { createPool, type Pool } from './pool.ts'
import { createReaper } from './reaper.ts'
import { createRemovals, type Removals } from './removal.ts'
import { createSlots, type Slots } from './slots.ts'

/** All of the executor that is about cells, opened and closed as one. */
export interface Cells extends AsyncDisposable {
  readonly pool: Pool<Cell>
  readonly slots: Slots
  /** Whether a cell has ever been ready, also one that was handed out at once. */
  everReady(): boolean
}

/** From the operator's settings. */
export interface CellSettings {
  readonly executorId: string
  /** Cells alive at once. */
  readonly slots: number
  readonly uidBase: number
  readonly runtime: string
  readonly network: 'slot' | 'none'
  readonly cellSize: CellSize
  readonly readyTimeoutMs: number
  /** A cell's deadline from its creation. */
  readonly cellLifeMs: number
  /** Cells created at once. */
  readonly creators: number
  /** Warm cells kept without demand, of this image. */
  readonly warm: number
  readonly warmImage: string
  readonly maxWarmMs: number
  readonly reapEveryMs: number
}

export interface CellsDeps {
  readonly engine: Engine
  readonly seccomp: string
  /** Ids of the images, by name. */
  readonly imageIds: ReadonlyMap<string, string>
  /** What its cells are labelled as; `cell` unless they only look around. */
  readonly kind?: 'cell' | 'probe'
  readonly onFailure: (what: 'cell' | 'removal' | 'reaper', error: unknown) => void
  readonly onReaped: (count: number) => void
  readonly onCellCreated: (seconds: number) => void
  readonly onInitLog: (line: string) => void
}

/**
 * Removes strangers first; closing removes every cell, then every slot, and waits until they are gone. What resists
 * then is left to the next start.
 */
export async function openCells(settings: CellSettings, deps: CellsDeps): Promise<Cells> {
  const { engine, imageIds } = deps
  await using opened = new AsyncDisposableStack()
  const known = new Set<string>()
  let everReady = false
  const lockdown = toLockdown(settings, deps)
  const removals = createRemovals({ engine, known, onFailure: (error) => deps.onFailure('removal', error) })
  const reaper = opened.use(
    createReaper({
      engine,
      executorId: settings.executorId,
      known,
      removals,
      everyMs: settings.reapEveryMs,
      onFailure: (error) => deps.onFailure('reaper', error),
      onReaped: deps.onReaped,
    }),
  )
  await reaper.reap()
  const leftovers = await findLeftovers(settings, engine, removals)
  const own = { lockdown, known, removals }
  const slots = opened.use(createSlots({ ...toSlotsOptions(settings, deps, own), leftovers }))
  const context = { ...deps, ...own, slots, ...toCellSettings(settings) }
  const pool = opened.use(
    createPool({
      open: async (image, signal) => {
        const startedAt = performance.now()
        const kind = deps.kind ?? 'cell'
        const cell = await openCell(context, { imageId: idOf(imageIds, image), kind }, signal)
        everReady = true
        deps.onCellCreated((performance.now() - startedAt) / 1000)
        return cell
      },
      capacity: slots.total,
      held: () => slots.held,
      creators: settings.creators,
      floors: new Map(
        [...imageIds.keys()].map((name) => [name, name === settings.warmImage ? settings.warm : 0]),
      ),
      clock: systemClock,
      maxAgeMs: settings.maxWarmMs,
      onFailure: (_image, error) => deps.onFailure('cell', error),
    }),
  )
  const closing = opened.move()
  return { pool, slots, everReady: () => everReady, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}

function toLockdown(settings: CellSettings, { engine, seccomp }: CellsDeps): Lockdown {
  return {
    seccomp,
    runtime: settings.runtime,
    executorId: settings.executorId,
    appArmor: engine.facts.appArmor,
    cgroupVersion: engine.facts.cgroupVersion,
  }
}

function toCellSettings({ cellSize, readyTimeoutMs, cellLifeMs }: CellSettings) {
  return { size: cellSize, readyTimeoutMs, lifeMs: cellLifeMs }
}

/** What resisted the first look of the reaper still lives under the uid of a place of ours. */
async function findLeftovers({ executorId }: CellSettings, engine: Engine, removals: Removals) {
  const resisting = await engine.list(`${LABELS.executor}=${executorId}`)
  return await Promise.all(
    resisting.map(async ({ id }) => ({ ...removals.adopt(id), uid: await engine.uidOf(id) })),
  )
}

function toSlotsOptions(
  settings: CellSettings,
  { engine, imageIds }: CellsDeps,
  own: { lockdown: Lockdown; known: Set<string>; removals: Removals },
) {
  // Any image of ours will do: each has cell init.
  const pauseImage = imageIds.get(settings.warmImage) ?? [...imageIds.values()][0] ?? ''
  const createPauseFor = (uid: number) => createPause({ engine, imageId: pauseImage, ...own }, uid)
  return {
    count: settings.slots,
    uidBase: settings.uidBase,
    createPause: settings.network === 'slot' ? createPauseFor : undefined,
  }
}

function idOf(imageIds: ReadonlyMap<string, string>, image: string): string {
  const id = imageIds.get(image)
  if (id === undefined) throw new Error(`the image ${image} is not installed`)
  return id
}

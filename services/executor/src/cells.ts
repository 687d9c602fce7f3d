import type { Config } from './config.ts'
import { type Cell, openCell } from './docker/cell.ts'
import { systemClock } from './docker/clock.ts'
import type { Engine } from './docker/engine.ts'
import { LABELS, type Lockdown } from './docker/options.ts'
import { createPause } from './docker/pause.ts'
import { createPool, type Pool } from './docker/pool.ts'
import { createReaper } from './docker/reaper.ts'
import { createRemovals, type Removals } from './docker/removal.ts'
import { createSlots, type Slots } from './docker/slots.ts'

/** All of the executor that is about cells, opened and closed as one. */
export interface Cells extends AsyncDisposable {
  readonly pool: Pool<Cell>
  readonly slots: Slots
  /** Whether a cell has ever been ready, also one that was handed out at once. */
  everReady(): boolean
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
export async function openCells(config: Config, deps: CellsDeps): Promise<Cells> {
  const { engine, imageIds } = deps
  await using opened = new AsyncDisposableStack()
  const known = new Set<string>()
  let everReady = false
  const lockdown = toLockdown(config, deps)
  const removals = createRemovals({ engine, known, onFailure: (error) => deps.onFailure('removal', error) })
  const reaper = opened.use(
    createReaper({
      engine,
      executorId: config.executorId,
      known,
      removals,
      everyMs: config.reapEveryMs,
      onFailure: (error) => deps.onFailure('reaper', error),
      onReaped: deps.onReaped,
    }),
  )
  await reaper.reap()
  const leftovers = await findLeftovers(config, engine, removals)
  const own = { lockdown, known, removals }
  const slots = opened.use(createSlots({ ...toSlotsOptions(config, deps, own), leftovers }))
  const context = { ...deps, ...own, slots, ...toCellSettings(config) }
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
      creators: config.creators,
      floors: new Map(
        [...imageIds.keys()].map((name) => [name, name === config.warmImage ? config.warm : 0]),
      ),
      clock: systemClock,
      maxAgeMs: config.maxWarmMs,
      onFailure: (_image, error) => deps.onFailure('cell', error),
    }),
  )
  const closing = opened.move()
  return { pool, slots, everReady: () => everReady, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}

function toLockdown(config: Config, { engine, seccomp }: CellsDeps): Lockdown {
  return {
    seccomp,
    runtime: config.runtime,
    executorId: config.executorId,
    appArmor: engine.facts.appArmor,
    cgroupVersion: engine.facts.cgroupVersion,
  }
}

function toCellSettings({ cellSize, readyTimeoutMs, cellLifeMs }: Config) {
  return { size: cellSize, readyTimeoutMs, lifeMs: cellLifeMs }
}

/** What resisted the first look of the reaper still lives under the uid of a place of ours. */
async function findLeftovers({ executorId }: Config, engine: Engine, removals: Removals) {
  const resisting = await engine.list(`${LABELS.executor}=${executorId}`)
  return await Promise.all(
    resisting.map(async ({ id }) => ({ ...removals.adopt(id), uid: await engine.uidOf(id) })),
  )
}

function toSlotsOptions(
  config: Config,
  { engine, imageIds }: CellsDeps,
  own: { lockdown: Lockdown; known: Set<string>; removals: Removals },
) {
  // Any image of ours will do: each has cell init.
  const pauseImage = imageIds.get(config.warmImage) ?? [...imageIds.values()][0] ?? ''
  const createPauseFor = (uid: number) => createPause({ engine, imageId: pauseImage, ...own }, uid)
  return {
    count: config.slots,
    uidBase: config.uidBase,
    createPause: config.network === 'slot' ? createPauseFor : undefined,
  }
}

function idOf(imageIds: ReadonlyMap<string, string>, image: string): string {
  const id = imageIds.get(image)
  if (id === undefined) throw new Error(`the image ${image} is not installed`)
  return id
}

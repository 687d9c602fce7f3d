import type { Engine } from '../docker/engine.ts'
import { type Lockdown, toPauseOptions } from '../docker/options.ts'
import type { Leftover, Removals } from './removal.ts'

/** A container that does nothing but hold an empty network namespace for the cells of one slot. */
export interface Pause {
  readonly id: string
  readonly deadline: Date
  /** Nothing can join its network before. When it rejects the container is there all the same, and must be removed. */
  start(): Promise<void>
  /** Never rejects. Gives what is left of it when it resists. */
  remove(): Promise<Leftover | undefined>
}

export interface PauseContext {
  readonly engine: Pick<Engine, 'create' | 'start'>
  readonly lockdown: Lockdown
  readonly imageId: string
  /** Containers that are ours: the reaper leaves them alone. */
  readonly known: Set<string>
  readonly removals: Removals
}

/** Long enough to be rare; a pause is replaced before, between two cells. */
const LIFE_MS = 24 * 60 * 60 * 1000

/** Creates it; it does not run yet. */
export async function createPause(context: PauseContext, uid: number): Promise<Pause> {
  const { engine, known, removals } = context
  const deadline = new Date(Date.now() + LIFE_MS)
  const options = toPauseOptions(context.lockdown, { imageId: context.imageId, uid, deadline })
  const id = await engine.create(options)
  known.add(id)
  return { id, deadline, start: () => engine.start(id), remove: () => removals.remove(id) }
}

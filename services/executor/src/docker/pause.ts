import type { Engine } from './engine.ts'
import { type Lockdown, toPauseOptions } from './options.ts'
import { removeContainer } from './removal.ts'

/** A container that does nothing but hold an empty network namespace for the cells of one slot. */
export interface Pause extends AsyncDisposable {
  readonly id: string
  readonly deadline: Date
}

export interface PauseContext {
  readonly engine: Engine
  readonly lockdown: Lockdown
  readonly imageId: string
  /** Containers that are ours: the reaper leaves them alone. */
  readonly known: Set<string>
}

/** Long enough to be rare; a pause is replaced before, between two cells. */
const LIFE_MS = 24 * 60 * 60 * 1000

export async function openPause(context: PauseContext, uid: number): Promise<Pause> {
  const { engine, known } = context
  await using undo = new AsyncDisposableStack()
  const deadline = new Date(Date.now() + LIFE_MS)
  const id = await engine.create(
    toPauseOptions(context.lockdown, { imageId: context.imageId, uid, deadline }),
  )
  known.add(id)
  undo.defer(() => removeContainer(context, id))
  await engine.start(id)
  const cleanup = undo.move()
  return { id, deadline, [Symbol.asyncDispose]: () => cleanup.disposeAsync() }
}

import type { Pause } from './pause.ts'
import type { Leftover } from './removal.ts'

/**
 * Places for cells. A slot is a uid of its own (the kernel counts several resources per uid of the host, so two live
 * cells must not share one) and the empty network namespace of a pause container. It holds one live cell at a time:
 * it is taken before a cell is created and is free again when the cell's container is known to be gone. A place whose
 * cell or pause container resists its removal is held until it is gone, however long that takes.
 */
export interface Slots extends AsyncDisposable {
  /** A free slot with its network. Rejects when there is none: callers count cells, they do not queue here. */
  take(): Promise<Slot>
  readonly total: number
  readonly free: number
  /** Neither free nor in use: a container that could not be removed may still live there. */
  readonly held: number
}

/** Disposing gives it back, once it is clean. Resolves as well when the place must be held. */
export interface Slot extends AsyncDisposable {
  readonly index: number
  /** User and group id of the processes here. */
  readonly uid: number
  /** undefined when every cell gets an empty network of its own. */
  readonly pauseId: string | undefined
  /** Something may have been left in the network namespace: it is thrown away before the slot is used again. */
  taint(): void
  /** Takes that back: it turned out clean. */
  untaint(): void
  /**
   * A container of it lives on: given back, the place is not free before that is gone, and its network is thrown away.
   */
  hold(leftover: Leftover): void
}

export interface SlotsOptions {
  readonly count: number
  readonly uidBase: number
  /** Creates a pause container; undefined gives every cell a network of its own. */
  readonly createPause: ((uid: number) => Promise<Pause>) | undefined
  /** What resists from an earlier life of this executor, and the uid it may still live under. */
  readonly leftovers?: readonly (Leftover & { readonly uid: number | undefined })[]
}

/** A pause this near its deadline is replaced: a cell in it may live as long. */
const RENEW_BEFORE_MS = 2 * 60 * 60 * 1000

interface Place {
  readonly index: number
  readonly uid: number
  pause: Pause | undefined
  tainted: boolean
  /** What must be gone before the place is free. */
  leftover: Leftover | undefined
}

export function createSlots({ count, uidBase, createPause, leftovers = [] }: SlotsOptions): Slots {
  // Used from the end: the slot given back last has its pause container and is taken first.
  const free: Place[] = []
  const held = new Set<Place>()

  /** Gives what is left of it. */
  async function dropPause(place: Place): Promise<Leftover | undefined> {
    const { pause } = place
    place.pause = undefined
    place.tainted = false
    return await pause?.remove()
  }

  async function prepare(place: Place): Promise<string | undefined> {
    if (createPause === undefined) return undefined
    if (place.pause && place.pause.deadline.getTime() - Date.now() < RENEW_BEFORE_MS) {
      place.leftover = await dropPause(place)
      if (place.leftover) throw new Error('the old pause container of a slot cannot be removed')
    }
    if (place.pause) return place.pause.id
    place.pause = await createPause(place.uid)
    await place.pause.start()
    return place.pause.id
  }

  async function giveBack(place: Place): Promise<void> {
    const leftover = place.leftover ?? (place.tainted ? await dropPause(place) : undefined)
    place.leftover = undefined
    if (leftover) {
      held.add(place)
      void leftover.whenGone.then(() => giveBack(place))
      return
    }
    held.delete(place)
    // To the front: a slot without a pause container is the last choice.
    if (place.pause) free.push(place)
    else free.unshift(place)
  }

  for (let index = 0; index < count; index += 1) {
    const uid = uidBase + index
    const left = leftovers.filter((leftover) => leftover.uid === uid).map(({ whenGone }) => whenGone)
    const leftover = left.length > 0 ? { whenGone: Promise.all(left).then(() => undefined) } : undefined
    void giveBack({ index, uid, pause: undefined, tainted: false, leftover })
  }

  return {
    total: count,
    get free() {
      return free.length
    },
    get held() {
      return held.size
    },
    async take() {
      const place = free.pop()
      if (place === undefined) throw new Error('no slot is free')
      try {
        const pauseId = await prepare(place)
        return toSlot(place, pauseId, () => giveBack(place))
      } catch (error) {
        place.tainted = true
        await giveBack(place)
        throw error
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...free, ...held].map(dropPause))
    },
  }
}

function toSlot(place: Place, pauseId: string | undefined, giveBack: () => Promise<void>): Slot {
  let given: Promise<void> | undefined
  return {
    index: place.index,
    uid: place.uid,
    pauseId,
    taint() {
      place.tainted = true
    },
    untaint() {
      place.tainted = false
    },
    hold(leftover) {
      place.tainted = true
      place.leftover = leftover
    },
    [Symbol.asyncDispose]() {
      given ??= giveBack()
      return given
    },
  }
}

import type { Pause } from './pause.ts'

/**
 * Places for cells. A slot is a uid of its own (the kernel counts several resources per uid of the host, so two live
 * cells must not share one) and the empty network namespace of a pause container. It holds one live cell at a time:
 * it is taken before a cell is created and given back after the cell's container is gone.
 */
export interface Slots extends AsyncDisposable {
  /** A free slot with its network. Rejects when there is none: callers count cells, they do not queue here. */
  take(): Promise<Slot>
  readonly total: number
  readonly free: number
}

/** Disposing gives it back, once it is clean. */
export interface Slot extends AsyncDisposable {
  readonly index: number
  /** User and group id of whatever runs here. */
  readonly uid: number
  /** undefined when every cell gets an empty network of its own. */
  readonly pauseId: string | undefined
  /** Something may have been left in the network namespace: it is thrown away before the slot is used again. */
  taint(): void
  /** Takes that back: it turned out clean. */
  untaint(): void
}

export interface SlotsOptions {
  readonly count: number
  readonly uidBase: number
  /** Opens a pause container; undefined gives every cell a network of its own. */
  readonly openPause: ((uid: number) => Promise<Pause>) | undefined
  readonly onFailure: (error: unknown) => void
}

/** A pause this near its deadline is replaced: a cell in it may live as long. */
const RENEW_BEFORE_MS = 2 * 60 * 60 * 1000

interface Place {
  readonly index: number
  readonly uid: number
  pause: Pause | undefined
  tainted: boolean
}

export function createSlots(options: SlotsOptions): Slots {
  const { count, uidBase, openPause } = options
  // Used from the end: the slot given back last has its pause container and is taken first.
  const free: Place[] = Array.from({ length: count }, (_, index) => ({
    index,
    uid: uidBase + index,
    pause: undefined,
    tainted: false,
  })).reverse()
  async function dropPause(place: Place) {
    const { pause } = place
    place.pause = undefined
    place.tainted = false
    await pause?.[Symbol.asyncDispose]()
  }

  async function prepare(place: Place): Promise<string | undefined> {
    if (openPause === undefined) return undefined
    if (place.pause && place.pause.deadline.getTime() - Date.now() < RENEW_BEFORE_MS) await dropPause(place)
    place.pause ??= await openPause(place.uid)
    return place.pause.id
  }

  async function giveBack(place: Place) {
    if (!place.tainted) return void free.push(place)
    await dropPause(place).catch(options.onFailure)
    // To the front: a slot without a pause container is the last choice.
    free.unshift(place)
  }

  return {
    total: count,
    get free() {
      return free.length
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
      await Promise.all(free.map(dropPause))
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
    [Symbol.asyncDispose]() {
      given ??= giveBack()
      return given
    },
  }
}

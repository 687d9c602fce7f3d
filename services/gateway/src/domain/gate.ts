/** A limited number of places under each key. When none is free, callers wait in order. */
export interface Gate {
  /** Disposing gives the place to the next one. */
  enter(key: string): Promise<Disposable>
}

interface Queue {
  inside: number
  readonly waiting: Array<(place: Disposable) => void>
}

/** Keeps nothing of keys that hold no place. */
export function createGate(maximum: number): Gate {
  const queues = new Map<string, Queue>()
  const leave = (key: string, queue: Queue) => {
    const next = queue.waiting.shift()
    if (next) return next(placeIn(key, queue))
    queue.inside -= 1
    if (queue.inside === 0) queues.delete(key)
  }
  const placeIn = (key: string, queue: Queue): Disposable => {
    let held = true
    return {
      [Symbol.dispose]() {
        if (held) leave(key, queue)
        held = false
      },
    }
  }
  return {
    async enter(key) {
      const queue = queues.get(key) ?? { inside: 0, waiting: [] }
      queues.set(key, queue)
      if (queue.inside < maximum) {
        queue.inside += 1
        return placeIn(key, queue)
      }
      const { promise, resolve } = Promise.withResolvers<Disposable>()
      queue.waiting.push(resolve)
      return promise
    },
  }
}

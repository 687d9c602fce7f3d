/** Lets messages and requests take turns by address, so that none of them can block the others. */
export interface Turns {
  /** Runs work soon: one item of each key in each turn of the event loop, first come, first served. */
  take(key: string, work: () => void): void
  /** How many items of a key are waiting. */
  waiting(key: string): number
}

export function createTurns(): Turns {
  const waiting = new Map<string, Array<() => void>>()
  const turn = () => {
    for (const [key, works] of [...waiting]) {
      const work = works.shift()
      if (works.length === 0) waiting.delete(key)
      work?.()
    }
    if (waiting.size > 0) setImmediate(turn)
  }
  return {
    waiting: (key) => waiting.get(key)?.length ?? 0,
    take(key, work) {
      if (waiting.size === 0) setImmediate(turn)
      const works = waiting.get(key)
      if (works) works.push(work)
      else waiting.set(key, [work])
    },
  }
}

/** Lets messages and requests take turns, so that no address keeps the process from anything else. */
export interface Turns {
  /** Runs work soon: in each turn of the event loop one piece of each key, in the order in which they came. */
  take(key: string, work: () => void): void
  /** How many pieces of a key have not had their turn. */
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

/** Lets the messages of all sockets take turns, so that no address keeps the process from anything else. */
export interface Turns {
  /** Runs work soon: in each turn of the event loop one piece of each key, in the order in which they came. */
  take(key: string, work: () => void): void
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
    take(key, work) {
      if (waiting.size === 0) setImmediate(turn)
      const works = waiting.get(key)
      if (works) works.push(work)
      else waiting.set(key, [work])
    },
  }
}

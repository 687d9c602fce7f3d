/** What this process has promised and not done yet: leaving waits for it. */
export interface Unfinished {
  /** Returns the same promise. */
  track<T>(work: Promise<T>): Promise<T>
  /** Resolves when all that was tracked before is over, well or not. */
  over(): Promise<void>
}

export function createUnfinished(): Unfinished {
  const running = new Set<Promise<unknown>>()
  return {
    track(work) {
      running.add(work)
      const forget = () => void running.delete(work)
      work.then(forget, forget)
      return work
    },
    async over() {
      await Promise.allSettled(running)
    },
  }
}

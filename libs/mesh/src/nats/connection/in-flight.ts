/** Work that was started and must finish before the connection closes. */
export interface InFlight {
  /** Returns the same promise. */
  track<T>(work: Promise<T>): Promise<T>
  /** Resolves when everything tracked before has ended, successfully or not. */
  settled(): Promise<void>
}

export function createInFlight(): InFlight {
  const running = new Set<Promise<unknown>>()
  return {
    track(work) {
      running.add(work)
      const forget = () => void running.delete(work)
      work.then(forget, forget)
      return work
    },
    async settled() {
      await Promise.allSettled(running)
    },
  }
}

/** Time as a dependency: tests move it manually. */
export interface Clock {
  /** Milliseconds, monotonic. */
  now(): number
  /** Calls back once after `milliseconds`, unless disposed before. Does not keep the process alive. */
  after(milliseconds: number, callback: () => void): Disposable
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds)
    timer.unref()
    return { [Symbol.dispose]: () => clearTimeout(timer) }
  },
}

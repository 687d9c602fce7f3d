/**
 * Resolves with the result of `work`. After `ms` it resolves with what `onTimeout` returns, or rejects with what that
 * throws. The work itself goes on, and its result is ignored.
 */
export async function withTimeout<T, L>(work: Promise<T>, ms: number, onTimeout: () => L): Promise<T | L> {
  const late = Promise.withResolvers<void>()
  const timer = setTimeout(late.resolve, ms)
  try {
    return await Promise.race([work, late.promise.then(onTimeout)])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * What `work` resolves to, or what `onTimeout` gives, or throws, when that takes longer than `ms`. The work itself goes
 * on; nobody hears how it ended.
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

/**
 * Does one after the other, and goes on after one that failed: none of them is to wait for another one's trouble.
 * Rejects at the end with what failed, or with an AggregateError whose message tells of each when several did.
 */
export async function doAll(works: Iterable<() => Promise<unknown>>): Promise<void> {
  const failures: unknown[] = []
  for (const work of works) {
    try {
      await work()
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length === 0) return
  const [first] = failures
  if (failures.length === 1) throw first
  // A log shows the message and the cause of an error, not its list.
  const messages = failures.map((error) => (error instanceof Error ? error.message : String(error)))
  throw new AggregateError(failures, messages.join('; '), { cause: first })
}

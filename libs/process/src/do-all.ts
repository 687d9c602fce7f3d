/**
 * Runs all tasks one after the other, and goes on after a failure, so that no task depends on another one's success.
 * Rejects at the end with the error, or with an AggregateError whose message names each when several failed.
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
  // A log shows the message and the cause of an error, but not the list of an AggregateError.
  const messages = failures.map((error) => (error instanceof Error ? error.message : String(error)))
  throw new AggregateError(failures, messages.join('; '), { cause: first })
}

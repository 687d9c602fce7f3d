import type { RemovalReceipt } from '../../api/types.ts'

/** What of a removal is done in each service, in words. */
export function describeParts(
  parts: RemovalReceipt['parts'],
): Array<{ service: string; what: string; done: boolean }> {
  return parts.map(({ service, deleted, finishedAt }) => {
    const done = finishedAt !== null
    const things = Object.entries(deleted).flatMap(([name, number]) =>
      number > 0 ? [`${number} ${name}`] : [],
    )
    return { service, what: done ? things.join(', ') || 'nothing was kept there' : 'under way', done }
  })
}

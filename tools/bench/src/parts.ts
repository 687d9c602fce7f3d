/**
 * What can be measured by itself, in the order in which it is: the services part wants the machine for stacks of its
 * own, and the fairness part leaves a queue behind that nobody waits for.
 */
export const PARTS = ['services', 'core', 'tracing', 'streaming', 'tests', 'fairness'] as const
export type Part = (typeof PARTS)[number]

/** Parts by name, separated by commas. Throws with one sentence when there is no such part. */
export function parseParts(text: string): ReadonlySet<Part> {
  return new Set(
    text.split(',').map((word) => {
      const part = PARTS.find((known) => known === word)
      if (part === undefined) throw new Error(`unknown part "${word}" in --parts: use ${PARTS.join(', ')}`)
      return part
    }),
  )
}

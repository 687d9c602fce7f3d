/** Notices are counted, and a digest collects messages, over this time, milliseconds. */
export const NOTICES_MS = 60 * 60_000

/**
 * How the operator is notified of a message: by a notice of its own, or in a digest when the last hour had as many
 * notices as allowed. While a digest collects messages, it gets all of them: a flood causes one more mail, not a second
 * hour's worth.
 */
export function tellBy(
  { noticesLately, gathering }: { noticesLately: number; gathering: boolean },
  noticesPerHour: number,
): 'notice' | 'digest' {
  return gathering || noticesLately >= noticesPerHour ? 'digest' : 'notice'
}

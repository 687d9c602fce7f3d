/** In which notices are counted, and for which a digest gathers, milliseconds. */
export const NOTICES_MS = 60 * 60_000

/**
 * How the operator is told of a message: by a notice of its own, or in a digest when there were as many notices within the last hour as
 * there may be. While a digest gathers, it gathers everything: whoever is flooded gets one mail more, not a second hour's worth.
 */
export function tellBy(
  { noticesLately, gathering }: { noticesLately: number; gathering: boolean },
  noticesPerHour: number,
): 'notice' | 'digest' {
  return gathering || noticesLately >= noticesPerHour ? 'digest' : 'notice'
}

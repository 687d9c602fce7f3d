/** How many warm cells to keep for each image: the rule, without clocks or containers. */

export interface Demand {
  /** Warm cells kept even when nobody asks. */
  readonly floor: number
  /** Cells of this image taken in the last seconds ({@link WINDOW_MS}). */
  readonly taken: number
}

/** How long a taken cell counts as demand. Longer than a burst pauses, shorter than a person reads. */
export const WINDOW_MS = 15_000

/**
 * Warm cells wanted per image, of `room` that are not running anything. Floors come first. What is left goes to
 * images by what was lately taken of them: as many as were used, because the next burst is likely to be like the last.
 * When that is more than the room, each gets its share of it.
 */
export function toTargets(demands: ReadonlyMap<string, Demand>, room: number): Map<string, number> {
  const targets = new Map<string, number>()
  let left = Math.max(0, room)
  for (const [image, { floor }] of demands) {
    const granted = Math.min(floor, left)
    targets.set(image, granted)
    left -= granted
  }
  const wishes = [...demands].map(([image, { floor, taken }]) => ({
    image,
    wish: Math.max(0, taken - floor),
  }))
  const wished = wishes.reduce((sum, { wish }) => sum + wish, 0)
  if (wished === 0) return targets
  const share = Math.min(1, left / wished)
  for (const { image, wish } of wishes) {
    targets.set(image, (targets.get(image) ?? 0) + Math.floor(wish * share))
  }
  return targets
}

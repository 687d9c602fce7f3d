/** One way of doing the same thing. */
export interface Variant {
  readonly name: string
  /** Does it once and says how long it took. */
  readonly measure: () => Promise<Sample>
}

export interface Sample {
  /** What the client waited, milliseconds. */
  readonly ms: number
  /** The part of it that the program itself ran, where the variant knows. */
  readonly programMs?: number
}

export interface Interleaving {
  readonly rounds: number
  /** Rounds at the start that are not counted. */
  readonly warmUp: number
  /** Measurements of a variant in one turn, one directly after the other, as a caller makes them. Default 1. */
  readonly repeat?: number
  /** Awaited before every turn, so that no variant pays for what the one before left running. */
  readonly settle: () => Promise<void>
  readonly onRound?: (round: number) => void
}

/**
 * Measures variants in turn, A B C A B C …: a machine whose speed drifts slows all of them alike, so that ratios hold
 * where single measurements do not. Every second round runs backwards, so that none always follows the same one.
 */
export async function interleave(
  variants: ReadonlyArray<Variant>,
  options: Interleaving,
): Promise<Map<string, Sample[]>> {
  const samples = new Map<string, Sample[]>(variants.map((variant) => [variant.name, []]))
  for (let round = 0; round < options.warmUp + options.rounds; round++) {
    const order = round % 2 === 0 ? variants : [...variants].reverse()
    for (const variant of order) {
      await options.settle()
      for (let time = 0; time < (options.repeat ?? 1); time++) {
        const sample = await variant.measure()
        if (round >= options.warmUp) samples.get(variant.name)?.push(sample)
      }
    }
    options.onRound?.(round)
  }
  return samples
}

/** Runs `total` pieces of work, `concurrency` at a time, and says when each ended: milliseconds since the start. */
export async function endTimes(
  total: number,
  concurrency: number,
  work: () => Promise<unknown>,
): Promise<number[]> {
  const start = performance.now()
  const ends: number[] = []
  let begun = 0
  const worker = async () => {
    while (begun < total) {
      begun += 1
      await work()
      ends.push(performance.now() - start)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  return ends
}

/**
 * Pieces of work per second after the first `skip` have ended: what is left once a head start, such as a full
 * warm pool, is used up.
 */
export function sustainedPerSecond(ends: ReadonlyArray<number>, skip: number): number {
  const from = skip === 0 ? 0 : ends[skip - 1]
  const to = ends.at(-1)
  if (from === undefined || to === undefined || to <= from)
    throw new Error('too few runs to see past the head start')
  return ((ends.length - skip) * 1000) / (to - from)
}

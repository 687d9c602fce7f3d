import type { Course, EdgeFigures } from './edge-figures.ts'

const MIB = 1024 * 1024

/** What the edge promises under attack. */
export const PROMISES = {
  /** An honest caller's 95th percentile may be so many times what it is when it is quiet. */
  slower: 3,
  /** Of the honest calls of one kind, this share may fail. */
  failing: 0.05,
  /** Memory of the gateway beyond what it has when it is quiet, at any moment, bytes. */
  memoryPeak: 512 * MIB,
  /** The same when it counts as back, bytes. */
  memoryBack: 64 * MIB,
  /** Of the descriptors that the gateway may have, this share may be open. */
  descriptorsPeak: 0.5,
  /** Descriptors beyond those when it is quiet when they count as back. */
  descriptorsBack: 64,
} as const

/** One promise, and whether it was kept. */
export interface Verdict {
  readonly promise: string
  readonly found: string
  readonly kept: boolean
  /** It depends on how fast the machine is and what else it does. */
  readonly timed: boolean
}

export function judge(figures: EdgeFigures): Verdict[] {
  return [
    ...judgeHonest(figures),
    judgeAnswers(figures),
    {
      promise: 'no errors in the log of the gateway',
      found:
        figures.errors.length === 0 ? 'none' : `${figures.errors.length}, the first: ${figures.errors[0]}`,
      kept: figures.errors.length === 0,
      timed: false,
    },
    {
      promise: 'the gateway survives',
      found: figures.survived ? 'it did' : 'its process ended',
      kept: figures.survived,
      timed: false,
    },
    ...judgeMemory(figures),
    ...judgeDescriptors(figures),
    ...(figures.leases
      ? [judgeBack('no slot is held for callers that left early', figures.leases, 'places', 1)]
      : []),
  ]
}

function judgeHonest({ honest }: EdgeFigures): Verdict[] {
  const answered = honest.map(({ name, during: { count, failed } }): Verdict => {
    const share = `${failed} of ${count} failed`
    const kept = count > 0 && failed <= count * PROMISES.failing
    return { promise: `at most 1 honest call in 20 fails: ${name}`, found: share, kept, timed: false }
  })
  const slower = honest.map(({ name, quiet, during }): Verdict => {
    const times = during.p95 / quiet.p95
    const promise = `p95 at most ${PROMISES.slower} times its quiet value: ${name}`
    return { promise, found: `${times.toFixed(1)} times`, kept: times <= PROMISES.slower, timed: true }
  })
  return [...answered, ...slower]
}

/** A 503 that says why and when to come back is the one error of ours that an attack may bring about. */
function judgeAnswers({ answers }: EdgeFigures): Verdict {
  const bad = Object.entries(answers).filter(([answer]) => /^5/.test(answer) && !/^503 [A-Z]/.test(answer))
  const found = bad.map(([answer, count]) => `${count} times ${answer}`).join(', ')
  return {
    promise: 'no response of 500 and above except 503 with a code',
    found: found || 'none',
    kept: bad.length === 0,
    timed: false,
  }
}

function judgeMemory({ memory }: EdgeFigures): Verdict[] {
  const more = memory.peak - memory.quiet
  return [
    {
      promise: `memory never more than ${PROMISES.memoryPeak / MIB} MiB above its quiet value`,
      found: `${Math.round(more / MIB)} MiB above`,
      kept: more <= PROMISES.memoryPeak,
      timed: false,
    },
    judgeBack(`memory back to ${PROMISES.memoryBack / MIB} MiB above it`, memory, 'MiB', MIB),
  ]
}

function judgeDescriptors({ descriptors }: EdgeFigures): Verdict[] {
  const { peak, allowed } = descriptors
  return [
    {
      promise: `never more than ${PROMISES.descriptorsPeak * 100} % of the gateway's descriptors open`,
      found: `${peak} of ${allowed}`,
      kept: peak <= allowed * PROMISES.descriptorsPeak,
      timed: false,
    },
    judgeBack(
      `descriptors back to ${PROMISES.descriptorsBack} above their quiet value`,
      descriptors,
      'open',
      1,
    ),
  ]
}

function judgeBack(promise: string, { after, backSeconds }: Course, what: string, unit: number): Verdict {
  const kept = backSeconds !== undefined
  const found = kept ? `after ${backSeconds.toFixed(0)} s` : `not back: ${Math.round(after / unit)} ${what}`
  return { promise, found, kept, timed: false }
}

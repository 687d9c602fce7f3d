import type { EdgeResult, Recovery } from './edge-result.ts'

const MIB = 1024 * 1024

/** What the edge promises under attack. */
export const PROMISES = {
  /** An honest caller's 95th percentile may be at most this many times its quiet value. */
  slower: 3,
  /** The share of honest calls of one kind that may fail. */
  failing: 0.05,
  /** How far the gateway's memory may rise above its quiet value, bytes. */
  memoryPeak: 512 * MIB,
  /** The gateway's memory has recovered when it is at most this far above its quiet value, bytes. */
  memoryRecovered: 64 * MIB,
  /** The share of the gateway's descriptor limit that may be open. */
  descriptorsPeak: 0.5,
  /** The descriptors have recovered when at most this many more are open than when it was quiet. */
  descriptorsRecovered: 64,
} as const

/** Whether one promise was kept. */
export interface Verdict {
  readonly promise: string
  readonly found: string
  readonly kept: boolean
  /** Depends on the speed of the machine and on its other load. */
  readonly timed: boolean
}

export function judge(result: EdgeResult): Verdict[] {
  return [
    ...judgeHonest(result),
    judgeAnswers(result),
    {
      promise: 'no errors in the log of the gateway',
      found: result.errors.length === 0 ? 'none' : `${result.errors.length}, the first: ${result.errors[0]}`,
      kept: result.errors.length === 0,
      timed: false,
    },
    {
      promise: 'the gateway survives',
      found: result.survived ? 'it did' : 'its process ended',
      kept: result.survived,
      timed: false,
    },
    ...judgeMemory(result),
    ...judgeDescriptors(result),
    ...(result.leases
      ? [judgeRecovery('no slot is held for callers that left early', result.leases, 'slots', 1)]
      : []),
  ]
}

function judgeHonest({ honest }: EdgeResult): Verdict[] {
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

/** A 503 with a code is the only server error that an attack may cause. */
function judgeAnswers({ answers }: EdgeResult): Verdict {
  const bad = Object.entries(answers).filter(([answer]) => /^5/.test(answer) && !/^503 [A-Z]/.test(answer))
  const found = bad.map(([answer, count]) => `${count} times ${answer}`).join(', ')
  return {
    promise: 'no response of 500 and above except 503 with a code',
    found: found || 'none',
    kept: bad.length === 0,
    timed: false,
  }
}

function judgeMemory({ memory }: EdgeResult): Verdict[] {
  const more = memory.peak - memory.quiet
  return [
    {
      promise: `memory never more than ${PROMISES.memoryPeak / MIB} MiB above its quiet value`,
      found: `${Math.round(more / MIB)} MiB above`,
      kept: more <= PROMISES.memoryPeak,
      timed: false,
    },
    judgeRecovery(`memory back to ${PROMISES.memoryRecovered / MIB} MiB above it`, memory, 'MiB', MIB),
  ]
}

function judgeDescriptors({ descriptors }: EdgeResult): Verdict[] {
  const { peak, allowed } = descriptors
  return [
    {
      promise: `never more than ${PROMISES.descriptorsPeak * 100} % of the gateway's descriptors open`,
      found: `${peak} of ${allowed}`,
      kept: peak <= allowed * PROMISES.descriptorsPeak,
      timed: false,
    },
    judgeRecovery(
      `descriptors back to ${PROMISES.descriptorsRecovered} above their quiet value`,
      descriptors,
      'open',
      1,
    ),
  ]
}

function judgeRecovery(
  promise: string,
  { after, recoverySeconds }: Recovery,
  what: string,
  unit: number,
): Verdict {
  const kept = recoverySeconds !== undefined
  const found = kept
    ? `after ${recoverySeconds.toFixed(0)} s`
    : `not back: ${Math.round(after / unit)} ${what}`
  return { promise, found, kept, timed: false }
}

import { expect, test } from 'vitest'
import type { EdgeResult, HonestResult, Recovery } from './edge-result.ts'
import { judge } from './judge.ts'
import { toLatency } from './latency.ts'
import { renderEdge } from './render.ts'

const MIB = 1024 * 1024
const latency = (p95: number, failed = 0) => ({ count: 100, failed, p50: p95 / 2, p95 })
const honest = (during: HonestResult['during']): HonestResult => {
  return { name: 'run', quiet: latency(10), during, after: latency(10), failures: {} }
}
const recovery = (of: Partial<Recovery> = {}): Recovery => ({
  quiet: 0,
  peak: 0,
  after: 0,
  recoverySeconds: 1,
  ...of,
})

const GOOD: EdgeResult = {
  attackers: new Map(),
  seconds: 10,
  honest: [honest(latency(30))],
  answers: { '200': 7, '429 RATE_LIMITED': 3, '503 QUEUE_FULL': 1 },
  memory: recovery({ quiet: 200 * MIB, peak: 712 * MIB }),
  descriptors: { ...recovery({ peak: 500 }), allowed: 1_000 },
  leases: recovery(),
  queued: 0,
  processors: { gateway: 1, attackers: 1, everybody: 2, quiet: 0, waited: { quiet: 0, during: 0 } },
  errors: [],
  survived: true,
}

const missed = (change: Partial<EdgeResult>) =>
  judge({ ...GOOD, ...change }).flatMap(({ promise, found, kept }) => (kept ? [] : [`${promise}: ${found}`]))

test('a gateway that is exactly at every limit passes', () => {
  expect(missed({})).toEqual([])
  expect(renderEdge(GOOD)).toContain('passed')
})

test.each<[string, Partial<EdgeResult>]>([
  ['p95 at most 3 times its quiet value: run: 3.1 times', { honest: [honest(latency(31))] }],
  ['at most 1 honest call in 20 fails: run: 6 of 100 failed', { honest: [honest(latency(10, 6))] }],
  [
    'no response of 500 and above except 503 with a code: 2 times 500 INTERNAL',
    { answers: { '500 INTERNAL': 2 } },
  ],
  ['no response of 500 and above except 503 with a code: 1 times 503', { answers: { '503': 1 } }],
  ['no errors in the log of the gateway: 1, the first: a defect', { errors: ['a defect'] }],
  ['the gateway survives: its process ended', { survived: false }],
  [
    'memory never more than 512 MiB above its quiet value: 513 MiB above',
    { memory: recovery({ peak: 513 * MIB }) },
  ],
  [
    'memory back to 64 MiB above it: not back: 80 MiB',
    { memory: recovery({ after: 80 * MIB, recoverySeconds: undefined }) },
  ],
  [
    "never more than 50 % of the gateway's descriptors open: 501 of 1000",
    { descriptors: { ...recovery({ peak: 501 }), allowed: 1_000 } },
  ],
  [
    'no slot is held for callers that left early: not back: 9 slots',
    { leases: recovery({ after: 9, recoverySeconds: undefined }) },
  ],
])('a missed promise is reported with what was measured: %s', (sentence, change) => {
  expect(missed(change)).toEqual([sentence])
  expect(renderEdge({ ...GOOD, ...change })).toContain(`MISSED  ${sentence}`)
})

test('only the latency of honest callers depends on the machine', () => {
  const timed = judge(GOOD).filter((verdict) => verdict.timed)
  expect(timed.map(({ promise }) => promise)).toEqual(['p95 at most 3 times its quiet value: run'])
})

test('a kind of call without any samples does not pass', () => {
  const none = { ...latency(Number.NaN), count: 0 }
  expect(missed({ honest: [honest(none)] })).toHaveLength(2)
})

test('a failed call counts as infinitely slow', () => {
  const good = Array.from({ length: 90 }, (_, index) => ({ ms: index + 1, failure: undefined }))
  const bad = Array.from({ length: 10 }, () => ({ ms: 1, failure: '503 QUEUE_FULL' }))
  const all = [...good, ...bad]
  expect(toLatency(all)).toEqual({ count: 100, failed: 10, p50: 50, p95: Number.POSITIVE_INFINITY })
})

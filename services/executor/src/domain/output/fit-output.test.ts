import type { ExecutionResult, Phase } from '@runhive/contracts/execution-result'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toItem } from '../../../testing/executor.ts'
import { NO_TIMES, toResult } from '../result/result.ts'
import { fitOutput, jsonBytes } from './fit-output.ts'
import { createOutputBuffer, encodeOutput } from './output.ts'

type Written = Record<'stdout' | 'stderr', Uint8Array>

function toPhase({ stdout, stderr }: Written, keepBytes = 1 << 20): Phase {
  const keep = (bytes: Uint8Array) => {
    const buffer = createOutputBuffer(keepBytes)
    buffer.add(bytes)
    return buffer.kept()
  }
  return {
    ...{ status: 'succeeded', exitCode: 0, signal: null, limit: null, wallMs: 1, cpuMs: 1, memoryBytes: 1 },
    ...encodeOutput(keep(stdout), keep(stderr), false),
  }
}

function resultOf(own: Partial<ExecutionResult>): ExecutionResult {
  const about = { language: 'c', times: { takenAt: 0, ...NO_TIMES } }
  return { ...toResult(toItem({}), { status: 'succeeded', message: 'ended' }, about), ...own }
}

/** What is kept must be the first and the last bytes of what was written, and the gap between them told to the byte. */
function expectHonest(phase: Phase | undefined, written: Written) {
  if (!phase) throw new Error('the phase is gone')
  for (const stream of ['stdout', 'stderr'] as const) {
    const all = Buffer.from(written[stream])
    const raw = phase.base64?.[stream]
    const kept = raw === undefined ? Buffer.from(phase[stream]) : Buffer.from(raw, 'base64')
    const gap = phase.omitted?.[stream] ?? { at: kept.length, bytes: 0 }
    expect(kept.length + gap.bytes).toBe(all.length)
    expect(phase.truncated[stream]).toBe(gap.bytes > 0)
    expect(kept.subarray(0, gap.at)).toEqual(all.subarray(0, gap.at))
    expect(kept.subarray(gap.at)).toEqual(all.subarray(all.length - (kept.length - gap.at)))
  }
}

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  fc.uint8Array({ maxLength: 400, max: 31 }),
  fc.string({ unit: 'binary', maxLength: 200 }).map((text) => Buffer.from(text)),
  fc.string({ maxLength: 400 }).map((text) => Buffer.from(text)),
)
const written = fc.record({ stdout: bytes, stderr: bytes })

test('whatever was written, the result fits, and what is left out is told to the byte', () => {
  fc.assert(
    fc.property(
      written,
      written,
      fc.integer({ min: 1, max: 500 }),
      fc.nat(3000),
      (run, compile, keep, room) => {
        const result = resultOf({ run: toPhase(run, keep), compile: toPhase(compile, keep) })
        const bare = jsonBytes(resultOf({ run: toPhase(NONE), compile: toPhase(NONE) }))
        const most = bare + 1000 + room
        const fitting = fitOutput(result, most, 0)
        if (!fitting) throw new Error('it must fit')
        expect(jsonBytes(fitting)).toBeLessThanOrEqual(most)
        expectHonest(fitting.run, run)
        expectHonest(fitting.compile, compile)
      },
    ),
    { numRuns: 1000 },
  )
})

const NONE = { stdout: new Uint8Array(0), stderr: new Uint8Array(0) }

test('a result that fits is left alone, and small streams stay whole beside one that is cut', () => {
  const run = { stdout: Buffer.alloc(100_000, 'x'), stderr: Buffer.from('a word') }
  const result = resultOf({
    run: toPhase(run),
    compile: toPhase({ ...NONE, stderr: Buffer.from('a warning') }),
  })
  expect(fitOutput(result, 200_000, 0)).toBe(result)
  const fitting = fitOutput(result, 50_000, 0)
  expect(fitting?.compile).toBe(result.compile)
  expect(fitting?.run?.stderr).toBe('a word')
  expect(fitting?.run?.stdout.length).toBeGreaterThan(45_000)
  expectHonest(fitting?.run, run)
})

test('a result whose streams would keep less than the least is not made', () => {
  const result = resultOf({ run: toPhase({ ...NONE, stdout: Buffer.alloc(100_000) }) })
  expect(fitOutput(result, 50_000, 60_000)).toBeUndefined()
  expect(fitOutput(result, 50_000, 10_000)).toBeDefined()
})

import type { ExecutionResult, Phase, TestResult } from '@runhive/contracts/execution'
import { toSize } from './message.ts'

/**
 * What a reader of the output must know, behind the sentence about how it ended: how much of a stream is left out, and that one is no
 * text. Last of all, because what is left out is decided when the whole result is there.
 */
export function withRemarks(result: ExecutionResult): ExecutionResult {
  const { compile, run, tests } = result
  const remarks = [...toRemarks(compile, 'the compiler’s '), ...toRemarks(run, '')]
  return {
    ...result,
    message: [result.message, ...remarks].join('; '),
    ...(tests && { tests: tests.map(withTestRemarks) }),
  }
}

/** A test that was judged says what was judged, which is all of the output. */
function withTestRemarks(test: TestResult): TestResult {
  if (test.run === undefined || test.run.status === 'succeeded') return test
  return { ...test, message: [test.message, ...toRemarks(test.run, '')].join('; ') }
}

const STREAMS = ['stdout', 'stderr'] as const

function toRemarks(phase: Phase | undefined, whose: string): string[] {
  if (phase === undefined) return []
  const gaps = STREAMS.flatMap((stream) => {
    const omitted = phase.omitted?.[stream]
    return omitted ? [`${toSize(omitted.bytes)} of ${whose}${stream}`] : []
  })
  const binary = STREAMS.filter((stream) => phase.base64?.[stream] !== undefined)
  const are = `${whose}${binary.join(' and ')} ${binary.length === 1 ? 'is' : 'are'} not UTF-8`
  return [
    ...(gaps.length === 0 ? [] : [`left out: ${gaps.join(' and ')}`]),
    ...(binary.length === 0 ? [] : [`${are}, U+FFFD stands for what is no text`]),
  ]
}

import type { ExecutionResult, Phase, TestResult } from '@runhive/contracts/execution-result'
import { toSize } from './message.ts'

/**
 * The result with what a reader of its output must know, behind the sentence about how it ended: how much is left out,
 * and that a stream is no text. Last of all, because what is left out is decided when the whole result is there.
 */
export function withRemarks(result: ExecutionResult): ExecutionResult {
  const { compile, run, tests } = result
  const isAboutCompiling = run === undefined && tests === undefined
  const message = isAboutCompiling
    ? withPhaseRemarks(result.message, compile)
    : withPhaseRemarks(result.message, run, compile)
  return { ...result, message, ...(tests && { tests: tests.map(withTestRemarks) }) }
}

/** A test that was judged says what was judged, which is all of the output. */
function withTestRemarks(test: TestResult): TestResult {
  if (test.run === undefined || test.run.status === 'succeeded') return test
  return { ...test, message: withPhaseRemarks(test.message, test.run) }
}

const STREAMS = ['stdout', 'stderr'] as const

/** `phase` is the one that the sentence is about, `compile` what came before it. */
function withPhaseRemarks(message: string, phase: Phase | undefined, compile?: Phase): string {
  const ofCompiler = STREAMS.reduce((sum, stream) => sum + (compile?.omitted?.[stream]?.bytes ?? 0), 0)
  const gaps = STREAMS.flatMap((stream) => {
    const omitted = phase?.omitted?.[stream]
    return omitted ? [`${toSize(omitted.bytes)} of ${stream}`] : []
  })
  if (ofCompiler > 0) gaps.push(`${toSize(ofCompiler)} of the compiler’s output`)
  const binary = STREAMS.filter((stream) => phase?.base64?.[stream] !== undefined)
  return [
    message,
    ...(gaps.length === 0 ? [] : [`left out: ${gaps.join(', ')}`]),
    ...(binary.length === 0
      ? []
      : [`${binary.join(' and ')} ${binary.length === 1 ? 'is' : 'are'} not UTF-8, shown with U+FFFD`]),
  ].join('; ')
}

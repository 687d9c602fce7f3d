import type { ExecutionStatus, TestResult } from '@runhive/contracts/execution-result'
import type { Finding } from '../result/result.ts'

/** What the tests make of their execution: it succeeded when every one was accepted. */
export function toTestsFinding(tests: TestResult[]): Finding {
  const accepted = tests.filter(({ status }) => status === 'accepted').length
  const first = tests.find(({ status }) => status !== 'accepted')
  const count = tests.length === 1 ? 'the only test' : `all ${tests.length} tests`
  const message =
    first === undefined
      ? `${count} accepted`
      : `${accepted} of ${tests.length} tests accepted; first failure ${JSON.stringify(first.name)}: ${WORDS[first.status]}`
  return { status: toStatus(tests), message, tests }
}

const WORDS: Readonly<Record<TestResult['status'], string>> = {
  accepted: 'accepted',
  wrong_answer: 'wrong answer',
  failed: 'failed',
  signaled: 'killed by a signal',
  timed_out: 'timed out',
  memory_exceeded: 'ran out of memory',
  output_exceeded: 'too much output',
  cancelled: 'cancelled',
  skipped: 'skipped',
  internal_error: 'could not be run',
}

function toStatus(tests: readonly TestResult[]): ExecutionStatus {
  const has = (wanted: TestResult['status']) => tests.some(({ status }) => status === wanted)
  if (has('internal_error')) return 'internal_error'
  if (has('cancelled')) return 'cancelled'
  return tests.every(({ status }) => status === 'accepted') ? 'succeeded' : 'failed'
}

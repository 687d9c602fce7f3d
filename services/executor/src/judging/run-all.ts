import type { TestResult } from '@runhive/contracts/execution-result'
import type { TestCase } from '@runhive/contracts/request'

export interface AllOrder {
  /** The first test in the request's order that is not accepted is the last: what is behind it is skipped. */
  readonly stopEarly: boolean
  /** A cell for one more test beside the one that always runs, if there is headroom right now. */
  readonly tryExtraCell: () => Disposable | undefined
  /** Aborts when the owner cancels. */
  readonly signal: AbortSignal
  /** Never rejects. */
  readonly runOne: (test: TestCase, index: number, signal: AbortSignal) => Promise<TestResult>
  /** Called once for each test, and only with what the result says too. */
  readonly onTest: (index: number, test: TestResult) => void
}

export const toName = (test: TestCase, index: number) => test.name ?? String(index + 1)

/**
 * Starts tests in order, one at a time, and beside that as many as there is headroom for; each of those gives its
 * cell back at its end, so that other executions get their turn.
 *
 * With `stopEarly`, tests behind one that is not accepted are ended, those before it run on, and the results are those
 * of running one after the other: tests that ran ahead of the first failure count as skipped. Which one is the first is
 * known only when all before it have ended, so verdicts are reported in order then; otherwise as they come.
 */
export async function runAll(cases: readonly TestCase[], order: AllOrder): Promise<TestResult[]> {
  const verdicts = createVerdicts(cases, order)
  const running = new Map<number, AbortController>()
  let next = 0
  /** Nothing behind this needs to run. */
  let stopAt = cases.length

  function stopBehind(index: number) {
    stopAt = Math.min(stopAt, index)
    for (const [other, controller] of running) if (other > stopAt) controller.abort()
  }
  async function runNext(): Promise<boolean> {
    const index = next
    const test = cases[index]
    if (test === undefined || index > stopAt) return false
    next += 1
    const controller = new AbortController()
    running.set(index, controller)
    const result = await order.runOne(test, index, AbortSignal.any([order.signal, controller.signal]))
    running.delete(index)
    if (order.stopEarly && result.status !== 'accepted') stopBehind(index)
    verdicts.add(index, result)
    return true
  }
  const beside = new Set<Promise<void>>()
  function fillHeadroom() {
    while (next < cases.length && next <= stopAt) {
      const extra = order.tryExtraCell()
      if (extra === undefined) return
      const other = runNext().then(() => {
        extra[Symbol.dispose]()
        beside.delete(other)
        fillHeadroom()
      })
      beside.add(other)
    }
  }
  do fillHeadroom()
  while (await runNext())
  while (beside.size > 0) await Promise.all(beside)
  return verdicts.all()
}

/** What each test reports, and when. */
function createVerdicts(cases: readonly TestCase[], { stopEarly, onTest }: AllOrder) {
  const ended = new Map<number, TestResult>()
  const results: TestResult[] = []
  let failed = false

  function report(result: TestResult) {
    onTest(results.push(result) - 1, result)
    failed ||= result.status !== 'accepted'
  }
  function reportInOrder() {
    for (let index = results.length; index < cases.length; index = results.length) {
      const test = cases[index]
      const result = failed && test ? toSkipped(toName(test, index)) : ended.get(index)
      if (result === undefined) return
      report(result)
    }
  }
  return {
    add(index: number, result: TestResult) {
      ended.set(index, result)
      if (stopEarly) reportInOrder()
      else onTest(index, result)
    },
    all(): TestResult[] {
      return stopEarly ? results : cases.flatMap((_test, index) => ended.get(index) ?? [])
    },
  }
}

const toSkipped = (name: string) => ({
  name,
  status: 'skipped' as const,
  message: 'an earlier test was not accepted',
})

import { expect, test } from 'vitest'
import { type Submission, toItem } from '../../testing/executor.ts'
import { pythonCatalogue as catalogue, operatorLimits } from '../../testing/host.ts'
import { toJob } from './job.ts'

const [runtime] = catalogue.runtimes
const { run, compile, interactive } = operatorLimits
const jobOf = (submission: Submission) => toJob({ catalogue, operatorLimits }, toItem(submission), runtime!)
const ENDLESS = { wallMs: 1e12, cpuMs: 1e12, memoryBytes: 1e15, outputBytes: 1e12, processes: 1e9 }

test('no phase of any kind gets more than the operator of this host allows, whatever a gateway decided', () => {
  const tests = [{ stdin: '', limits: {} }]
  const job = jobOf({ limits: ENDLESS, compileLimits: ENDLESS, request: { tests } })
  const most = { wallMs: run.wallMs.max, cpuMs: run.cpuMs.max, memoryBytes: run.memoryBytes.max }
  expect(job.limits).toMatchObject({
    ...most,
    processes: run.processes.max,
    outputBytes: run.outputBytes.max,
  })
  expect(job.testLimits).toMatchObject([most])
  expect(job.compileLimits).toMatchObject({ wallMs: compile.wallMs.max, cpuMs: compile.cpuMs.max })
})

test('only an interactive run may take as long as people do', () => {
  expect(interactive.wallMs.max).toBeGreaterThan(run.wallMs.max)
  expect(jobOf({ limits: ENDLESS }).limits.wallMs).toBe(run.wallMs.max)
  const job = jobOf({ limits: ENDLESS, request: { interactive: true } })
  expect(job.limits.wallMs).toBe(interactive.wallMs.max)
})

test.each([
  [undefined, interactive.idleMs.default],
  [interactive.idleMs.max - 1, interactive.idleMs.max - 1],
  [interactive.idleMs.max + 1, interactive.idleMs.max],
])(
  'an interactive run of which an idle limit of %s was decided is idle for %s ms at most',
  (idleMs, most) => {
    const submission = { ...(idleMs === undefined ? {} : { idleMs }), request: { interactive: true } }
    expect(jobOf(submission).live?.idleMs).toBe(most)
  },
)

test('a run on a terminal that is not interactive has no idle limit, and any other no live input at all', () => {
  const terminal = { columns: 80, rows: 24 }
  expect(jobOf({ request: { terminal } }).live).toEqual({ interactive: false, terminal, idleMs: undefined })
  expect(jobOf({}).live).toBeUndefined()
})

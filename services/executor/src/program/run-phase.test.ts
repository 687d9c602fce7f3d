import { expect, onTestFinished, test, vi } from 'vitest'
import { createFakeCell, EXITED } from '../../testing/cell.ts'
import type { PhaseEnd } from '../cell/phase.ts'
import { CellFailure, CellGone } from '../cell/session.ts'
import { runPhase } from './run-phase.ts'

const KILLED: PhaseEnd = { ...EXITED, outcome: { kind: 'signaled', signal: 'SIGKILL' } }
const LIMITS = { wallMs: 5_000, cpuMs: 5_000, memoryBytes: 1, outputBytes: 10, processes: 1 }
const PLAN = {
  argv: ['program'],
  env: {},
  limits: LIMITS,
  stdin: new Uint8Array(0),
  keepBytes: 10,
  fileSizeBytes: 1,
  openFiles: 1,
  stackBytes: 1,
}

function watch(own: { graceMs?: number; signal?: AbortSignal } = {}) {
  return { onOutput: () => undefined, signal: new AbortController().signal, graceMs: 20, ...own }
}
const decimals = (number: number) => String(number).split('.')[1]?.length ?? 0
const never = () => new Promise<PhaseEnd>(() => undefined)

test('a cell that does not answer its kill is killed by the engine, and the program has timed out', async () => {
  const cell = createFakeCell((_spec, { onOutput }) => {
    onOutput('stdout', Buffer.from('so far'))
    return never()
  })
  const { phase } = await runPhase(cell, { ...PLAN, limits: { ...LIMITS, wallMs: 20 } }, watch())
  expect(phase).toMatchObject({
    status: 'timed_out',
    limit: 'wall',
    stdout: 'so far',
    cpuMs: null,
    memoryBytes: null,
  })
  expect(phase.wallMs).toBeGreaterThanOrEqual(139)
  expect(decimals(phase.wallMs)).toBeLessThanOrEqual(3)
  expect(cell.calls).toMatchObject({ kills: ['wall'], killed: 1, tainted: true })
})

test('a cell that answers in time is not killed by the engine, and its slot stays', async () => {
  const end = Promise.withResolvers<PhaseEnd>()
  const cell = createFakeCell(() => end.promise)
  cell.session.kill = () => end.resolve({ ...KILLED, limit: 'wall' })
  const { phase } = await runPhase(
    cell,
    { ...PLAN, limits: { ...LIMITS, wallMs: 20 } },
    watch({ graceMs: 5_000 }),
  )
  expect(phase).toMatchObject({ status: 'timed_out', wallMs: 1 })
  expect(cell.calls).toMatchObject({ killed: 0, tainted: false })
})

test('output is counted on this side too: what is over the limit is killed, whatever the cell says', async () => {
  const cell = createFakeCell(async (_spec, { onOutput }) => {
    onOutput('stderr', Buffer.alloc(11, 'x'))
    return { ...EXITED, stderrBytes: 11 }
  })
  const { phase } = await runPhase(cell, PLAN, watch())
  expect(phase).toMatchObject({ status: 'output_exceeded', stderrBytes: 11, truncated: { stderr: true } })
  expect(cell.calls.kills).toEqual(['output'])
})

test('a cancellation from before the phase kills it as well', async () => {
  const end = Promise.withResolvers<PhaseEnd>()
  const cell = createFakeCell(() => end.promise)
  cell.session.kill = (reason) => {
    cell.calls.kills.push(reason)
    end.resolve({ ...KILLED, limit: 'killed' })
  }
  const { phase } = await runPhase(cell, PLAN, watch({ signal: AbortSignal.abort() }))
  expect(phase.status).toBe('cancelled')
  expect(cell.calls.kills).toEqual(['cancelled'])
})

test('what comes from a cell that was given up is not told any more', async () => {
  let late: (() => void) | undefined
  const seen: string[] = []
  const cell = createFakeCell((_spec, { onOutput }) => {
    late = () => onOutput('stdout', Buffer.from('late'))
    return never()
  })
  const onOutput = (_stream: string, bytes: Uint8Array) => void seen.push(Buffer.from(bytes).toString())
  const plan = { ...PLAN, limits: { ...LIMITS, wallMs: 20 } }
  const { phase } = await runPhase(cell, plan, { ...watch(), onOutput })
  late?.()
  expect([phase.stdout, seen]).toEqual(['', []])
})

test('the idle limit begins again with each output', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const end = Promise.withResolvers<PhaseEnd>()
  let say = () => {}
  const cell = createFakeCell((_spec, { onOutput }) => {
    say = () => onOutput('stdout', Buffer.from('x'))
    return end.promise
  })
  const report = runPhase(cell, { ...PLAN, idleMs: 100 }, watch())
  for (let n = 0; n < 5; n += 1) {
    await vi.advanceTimersByTimeAsync(99)
    say()
  }
  expect(cell.calls.kills).toEqual([])
  await vi.advanceTimersByTimeAsync(100)
  expect(cell.calls.kills).toEqual(['wall'])
  end.resolve({ ...KILLED, limit: 'wall', stdoutBytes: 5 })
  expect((await report).phase.status).toBe('timed_out')
})

test.each([
  [false, ['input', 'end']],
  [true, ['input']],
])('the end of input follows what the request brought, unless the run is interactive: %s', async (...row) => {
  const [interactive, expected] = row
  const fed: string[] = []
  const cell = createFakeCell(async () => EXITED)
  cell.session.writeStdin = async (bytes) => void fed.push(Buffer.from(bytes).toString())
  cell.session.endStdin = () => void fed.push('end')
  await runPhase(cell, { ...PLAN, stdin: Buffer.from('input'), interactive }, watch())
  expect(fed).toEqual(expected)
})

test('a cell that is lost after it was cancelled was cancelled, whatever the kernel says of its memory', async () => {
  const cell = createFakeCell(never, true)
  const { phase } = await runPhase(cell, PLAN, watch({ signal: AbortSignal.abort() }))
  expect(phase.status).toBe('cancelled')
})

test('a slot whose network was used is not used again', async () => {
  const cell = createFakeCell(async () => ({ ...EXITED, networkUsed: true }))
  await runPhase(cell, PLAN, watch())
  expect(cell.calls.tainted).toBe(true)
})

test('a cell that is gone is our failure, unless the kernel killed it for memory', async () => {
  const gone = () => Promise.reject(new CellGone('gone'))
  expect((await runPhase(createFakeCell(gone), PLAN, watch())).phase.status).toBe('internal_error')
  expect((await runPhase(createFakeCell(gone, true), PLAN, watch())).phase).toMatchObject({
    status: 'memory_exceeded',
    limit: 'memory',
  })
})

test('a file that the cell refuses is for the caller to hear of, not a lost cell', async () => {
  const refusal = new CellFailure({ code: 'file', error: 'ENOTDIR', text: 'cannot create a/b' })
  const cell = createFakeCell(() => Promise.reject(refusal))
  await expect(runPhase(cell, PLAN, watch())).rejects.toBe(refusal)
})

test('a program that was never there says why it did not start', async () => {
  const cell = createFakeCell(async () => ({ ...EXITED, outcome: { kind: 'spawnFailed', error: 'ENOENT' } }))
  expect(await runPhase(cell, PLAN, watch())).toMatchObject({
    spawnError: 'ENOENT',
    phase: { exitCode: 127 },
  })
})

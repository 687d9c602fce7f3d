import type { Phase } from '@runhive/contracts/execution'
import { expect, test } from 'vitest'
import { toDuration, toMessage, toSize } from './message.ts'

const MIB = 1024 * 1024
const PHASE: Phase = {
  status: 'succeeded',
  exitCode: 0,
  signal: null,
  limit: null,
  stdout: '',
  stderr: '',
  encoding: 'utf8',
  truncated: { stdout: false, stderr: false },
  stdoutBytes: 0,
  stderrBytes: 0,
  wallMs: 11.2,
  cpuMs: 410,
  memoryBytes: 1,
}
const LIMITS = { wallMs: 10_000, cpuMs: 5_000, memoryBytes: 512 * MIB, outputBytes: MIB, processes: 64 }

test.each<[Partial<Phase>, string]>([
  [{}, 'exited with code 0 after 11 ms'],
  [{ status: 'failed', exitCode: 7, wallMs: 1234 }, 'exited with code 7 after 1.23 s'],
  [{ status: 'signaled', exitCode: null, signal: 'SIGSEGV', wallMs: 3.24 }, 'died of SIGSEGV after 3.2 ms'],
  [{ status: 'memory_exceeded', limit: 'memory' }, 'killed by the 512 MiB memory limit after 410 ms of CPU'],
  [
    { status: 'memory_exceeded', limit: 'memory', cpuMs: null },
    'killed by the 512 MiB memory limit after 11 ms',
  ],
  [{ status: 'timed_out', limit: 'wall', wallMs: 10_004 }, 'killed by the 10 s wall-clock limit after 10 s'],
  [{ status: 'timed_out', limit: 'cpu', cpuMs: 5_016 }, 'killed by the 5 s CPU limit after 5.02 s of CPU'],
  [
    { status: 'output_exceeded', limit: 'output', stderrBytes: 1.5 * MIB },
    'killed by the 1 MiB output limit after writing 1.5 MiB to stderr',
  ],
  [{ status: 'signaled', limit: 'fileSize' }, 'killed by the 64 MiB file size limit after 11 ms'],
  [{ status: 'cancelled' }, 'cancelled after 11 ms'],
])('a sentence names cause, limit and measurement: %j', (phase, sentence) => {
  expect(
    toMessage({ phase: { ...PHASE, ...phase }, limits: LIMITS, fileSizeBytes: 64 * MIB }, 'program'),
  ).toBe(sentence)
})

test('a compiler is named as the one that failed', () => {
  const told = (phase: Partial<Phase>) => ({
    phase: { ...PHASE, ...phase },
    limits: LIMITS,
    fileSizeBytes: MIB,
  })
  expect(toMessage(told({ status: 'failed', exitCode: 1 }), 'compiler')).toBe(
    'the compiler exited with code 1 after 11 ms',
  )
  expect(toMessage(told({ status: 'timed_out', limit: 'cpu' }), 'compiler')).toBe(
    'the compiler was killed by the 5 s CPU limit after 410 ms of CPU',
  )
  expect(toMessage({ ...told({}), spawnError: 'ENOENT' }, 'compiler')).toBe(
    'the compiler could not be started: ENOENT',
  )
})

test('sizes and durations are written as people write them', () => {
  expect([1, 1023, 1024, 1.5 * MIB, 2048 * MIB].map(toSize)).toEqual([
    '1 bytes',
    '1023 bytes',
    '1 KiB',
    '1.5 MiB',
    '2 GiB',
  ])
  expect([0.04, 9.96, 10.4, 999.4, 1000, 61_500].map(toDuration)).toEqual([
    '0 ms',
    '10 ms',
    '10 ms',
    '999 ms',
    '1 s',
    '61.5 s',
  ])
})

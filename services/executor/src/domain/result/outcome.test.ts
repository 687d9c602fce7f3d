import { expect, test } from 'vitest'
import { EXITED } from '../../../testing/cell.ts'
import type { PhaseEnd } from '../../cell/phase.ts'
import { type HostFacts, toVerdict } from './outcome.ts'

const KILLED: PhaseEnd = { ...EXITED, outcome: { kind: 'signaled', signal: 'SIGKILL' } }
const CALM: HostFacts = {
  cancelled: false,
  overOutput: false,
  overWall: false,
  overIdle: false,
  oomKilled: false,
}

test.each<[string, PhaseEnd, Partial<HostFacts>, object]>([
  ['exit code 0 is success', EXITED, {}, { status: 'succeeded', exitCode: 0, signal: null, limit: null }],
  [
    'another exit code is failure',
    { ...EXITED, outcome: { kind: 'exited', code: 7 } },
    {},
    { status: 'failed', exitCode: 7, limit: null },
  ],
  [
    'a signal of its own has no exit code',
    { ...KILLED, outcome: { kind: 'signaled', signal: 'SIGSEGV' } },
    {},
    { status: 'signaled', signal: 'SIGSEGV', exitCode: null, limit: null },
  ],
  [
    'a file that grew too large is named as the limit',
    { ...KILLED, outcome: { kind: 'signaled', signal: 'SIGXFSZ' } },
    {},
    { status: 'signaled', limit: 'fileSize' },
  ],
  ['an out-of-memory kill', { ...KILLED, oomKills: 1 }, {}, { status: 'memory_exceeded', limit: 'memory' }],
  [
    'a program that reports its child’s out-of-memory kill by failing',
    { ...EXITED, outcome: { kind: 'exited', code: 1 }, oomKills: 1 },
    {},
    { status: 'memory_exceeded', exitCode: 1 },
  ],
  [
    'a program that copes with a child’s out-of-memory kill',
    { ...EXITED, oomKills: 1 },
    {},
    { status: 'succeeded' },
  ],
  ['CPU before memory', { ...KILLED, limit: 'cpu', oomKills: 1 }, {}, { status: 'timed_out', limit: 'cpu' }],
  ['wall', { ...KILLED, limit: 'wall' }, {}, { status: 'timed_out', limit: 'wall', signal: 'SIGKILL' }],
  ['output before wall', { ...KILLED, limit: 'wall' }, { overOutput: true }, { status: 'output_exceeded' }],
  [
    'cancelled before everything',
    { ...KILLED, limit: 'killed' },
    { overOutput: true },
    { status: 'cancelled' },
  ],
  [
    'a program that ended before its cancellation came keeps its own end',
    EXITED,
    { cancelled: true },
    { status: 'succeeded' },
  ],
  [
    'a program that is not there, as a shell says it',
    { ...EXITED, outcome: { kind: 'spawnFailed', error: 'ENOENT' } },
    {},
    { status: 'failed', exitCode: 127 },
  ],
])('%s', (_name, end, host, expected) => {
  expect(toVerdict(end, { ...CALM, ...host })).toMatchObject(expected)
})

test.each<[string, Partial<HostFacts>, string, string | null]>([
  ['cancelled', { cancelled: true, overWall: true }, 'cancelled', null],
  ['over its output', { overOutput: true, overWall: true }, 'output_exceeded', 'output'],
  ['over its time', { overWall: true }, 'timed_out', 'wall'],
  ['killed for memory, as the engine saw it', { oomKilled: true }, 'memory_exceeded', 'memory'],
  ['for a reason nobody knows: ours', {}, 'internal_error', null],
])('a cell that ended without a report was %s', (_name, host, status, limit) => {
  expect(toVerdict(undefined, { ...CALM, ...host })).toMatchObject({ status, limit })
})

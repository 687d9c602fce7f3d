import { constants } from 'node:os'
import { byWall, type Hostile } from '../description/program.ts'

const few = { processes: 16 } as const

/** Ends of every kind; each must be reported as what it was. */
const exits: readonly Hostile[] = ['1', '77', '124', '126', '127', '137', '255'].map((code) => ({
  file: 'exit-code.c',
  trying: code,
  request: { args: [code] },
  status: 'failed',
  exitCode: Number(code),
}))

const SIGNALS = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGUSR1',
  'SIGPIPE',
  'SIGALRM',
  'SIGTERM',
  'SIGKILL',
  'SIGSYS',
] as const
const deaths: readonly Hostile[] = SIGNALS.map((signal) => ({
  file: 'dies-of.py',
  trying: signal,
  request: { args: [String(constants.signals[signal])] },
  status: 'signaled',
  signal,
}))

/**
 * Programs that want to be more than they may, to outlive their end, or to be taken for another that ended otherwise.
 */
export const processes: readonly Hostile[] = [
  { file: 'fork-bomb.py', ...byWall },
  { file: 'fork-bomb.sh', ...byWall },
  { file: 'fork-bomb.c', ...byWall },
  { file: 'fork-bomb.go', ...byWall },
  { file: 'vfork-bomb.c', ...byWall },
  { file: 'fork-bomb-left-behind.py', status: 'succeeded', stdout: 'parent is done\n' },
  { file: 'thread-bomb.c', limits: few, status: 'succeeded', stdout: '16\n' },
  { file: 'thread-bomb.java', ...byWall, limits: { wallMs: 2_000 } },
  { file: 'zombies.c', limits: few, status: 'succeeded', stdout: '16\n' },
  { file: 'orphans.c', limits: few, status: 'succeeded', stdout: '500\n' },
  { file: 'sibling.c', status: 'failed', exitCode: 42, stdout: 'still here\n' },
  { file: 'hoards-orphans.c', status: 'succeeded', stdout: 'hoarded\n' },
  { file: 'no-room-left.c', limits: few, status: 'succeeded', stdout: 'full\n' },
  { file: 'daemon.py', status: 'succeeded', stdout: 'parent is done\n' },
  { file: 'daemon-detached.c', status: 'succeeded', stdout: 'parent is done\n' },
  { file: 'kills-everything.py', status: 'succeeded', stdout: '[-9, -9, -9]\n' },
  { file: 'killed-by-child.py', status: 'signaled', signal: 'SIGKILL' },
  {
    file: 'aborts.c',
    request: { collect: ['*core*'] },
    status: 'signaled',
    signal: 'SIGABRT',
    stdout: '',
    result: { files: [] },
  },
  { file: 'divides-by-zero.c', status: 'signaled', signal: 'SIGFPE' },
  { file: 'beyond-the-file.c', status: 'signaled', signal: 'SIGBUS' },
  { file: 'illegal-instruction.c', status: 'signaled', signal: 'SIGILL' },
  { file: 'exit-code.c', trying: '256', request: { args: ['256'] }, status: 'succeeded', exitCode: 0 },
  { file: 'exit-code.c', trying: '-1', request: { args: ['-1'] }, status: 'failed', exitCode: 255 },
  ...exits,
  ...deaths,
]

import type { Hostile } from '../description/program.ts'

const left = { with: ['stay.py'], status: 'succeeded', stdout: 'left\n' } as const

/** Programs that leave something behind, or hold it, where another program could find it or miss it. */
export const traces: readonly Hostile[] = [
  { file: 'files.py', ...left },
  { file: 'sockets.py', ...left },
  { file: 'segments.py', ...left, stdout: 'made\nleft\n' },
  { file: 'inotify.py', ...left },
  { file: 'pipes.py', ...left },
  { file: 'locks.py', ...left },
  { file: 'priority.py', ...left },
  { file: 'signals.py', ...left },
  { file: 'descriptors.py', ...left },
  { file: 'terminals.py', ...left },
  { file: 'kills.py', ...left },
]

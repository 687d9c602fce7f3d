import { byMemory, type Hostile, least, little } from '../description/program.ts'

const withLoopback = { with: ['loopback.h'] } as const

const connections = ['accepted', 'waiting', 'closed', 'reset'].map(
  (how): Hostile => ({
    file: 'connections.c',
    trying: how,
    ...withLoopback,
    ...byMemory,
    request: { args: [how] },
  }),
)

/** Programs that want memory of the kernel by way of sockets; where no cgroup counts it, cell init does. */
export const sockets: readonly Hostile[] = [
  ...connections,
  { file: 'datagrams.c', ...withLoopback, ...byMemory },
  { file: 'corked.c', ...withLoopback, ...byMemory },
  { file: 'answers-of-the-kernel.c', ...withLoopback, ...byMemory },
  { file: 'unix-datagrams.c', ...byMemory, limits: least },
  { file: 'descriptors-in-flight.c', ...byMemory, limits: least },
  { file: 'one-connection.c', ...withLoopback, status: 'succeeded', stdout: 'bounded\n' },
  { file: 'buffers.c', ...withLoopback, status: 'succeeded', stdout: '0\n' },
  { file: 'many.py', limits: little, status: 'succeeded', stdout: '100000\n' },
]

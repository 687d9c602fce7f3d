import { expect, test } from 'vitest'
import { backendRole, childrenOf, parseSchedstat, threadTimes, titleOf } from './proc.ts'

test('the first number of a schedstat is the time on a processor, and what is none is refused', () => {
  expect(parseSchedstat('752177000 622705 2\n')).toBe(752.177)
  for (const text of ['', '\n', 'cpu 1']) expect(() => parseSchedstat(text)).toThrow('not a schedstat')
})

test('a backend of Postgres says for whom it works, and its own processes say nobody', () => {
  expect(backendRole('postgres: auth runhive 127.0.0.1(40112) idle')).toBe('auth')
  expect(backendRole('postgres: history runhive 127.0.0.1(40113) idle in transaction')).toBe('history')
  for (const title of ['postgres: checkpointer', 'postgres: autovacuum worker runhive', 'node main.ts', ''])
    expect(backendRole(title)).toBeUndefined()
})

test.runIf(process.platform === 'linux')(
  'a process that works uses processor time, and one that is gone none',
  () => {
    const before = sum(threadTimes(process.pid))
    for (const until = performance.now() + 20; performance.now() < until; ) Math.sqrt(until)
    expect(sum(threadTimes(process.pid))).toBeGreaterThan(before + 1)
    expect(titleOf(process.pid)).toContain('vitest')
    const none = 2 ** 22 + 1
    expect([threadTimes(none).size, childrenOf(none), titleOf(none)]).toEqual([0, [], ''])
  },
)

const sum = (times: Map<number, number>) => [...times.values()].reduce((total, ms) => total + ms, 0)

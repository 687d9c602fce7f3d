import { setTimeout as delay } from 'node:timers/promises'
import type { PartName } from '@runhive/stack/stack'
import type { Drill } from './drill.ts'

/** Parts of the stack that go away and come back. */

export const executorKilled: Drill = {
  name: 'executor',
  title: 'the executor is killed in the middle of runs, and started again',
  outageMs: 2_000,
  ...outage('executor', 'kill'),
}

export const natsRestarted: Drill = {
  name: 'nats',
  title: 'the NATS server restarts',
  outageMs: 5_000,
  ...outage('nats', 'stop'),
}

export const postgresStopped: Drill = {
  name: 'postgres',
  title: 'the database is unavailable',
  outageMs: 60_000,
  ...outage('postgres', 'stop'),
}

export const historyKilled: Drill = {
  name: 'history',
  title: 'history is killed again and again, each time with what it was about to record',
  outageMs: 6_000,
  async disturb({ stack }, { outageMs, note }) {
    const until = performance.now() + outageMs
    let kills = 0
    // So soon after each start that batches of before, which come again when their lease has ended, are killed too.
    while (kills === 0 || performance.now() < until) {
      await stack.kill('history')
      kills += 1
      await stack.start('history')
      await delay(300 + Math.random() * 300)
    }
    note(`history was killed ${kills} times`)
    return []
  },
}

function outage(part: PartName, how: 'kill' | 'stop'): Pick<Drill, 'disturb'> {
  return {
    async disturb({ stack }, { outageMs }) {
      await stack[how](part)
      await delay(outageMs)
      await stack.start(part)
      return []
    },
  }
}

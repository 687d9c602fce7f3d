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

const KILLS = 3

export const historyKilled: Drill = {
  name: 'history',
  title: 'history is killed three times, each time with what it was about to record',
  outageMs: 6_000,
  async disturb({ stack }, { outageMs }) {
    for (let kills = 0; kills < KILLS; kills += 1) {
      await stack.kill('history')
      await delay(outageMs / KILLS)
      await stack.start('history')
      // So soon after a start that it is still busy with what has waited for it.
      await delay(Math.random() * 300)
    }
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

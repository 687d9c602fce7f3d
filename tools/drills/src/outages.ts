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

import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { pace } from './pace.ts'

/** The delay before a lost connection is opened again, milliseconds. */
const AGAIN_MS = 1_000
const OPENED_PER_SECOND = 400
/** Slower than at first: where connections are refused, reconnecting must not become an attack of its own. */
const OPENED_AGAIN_PER_SECOND = 100

/** Keeps a number of connections open. A lost one is opened again a second later, or when its turn comes. */
export function hold(count: number, open: (number: number) => Socket): void {
  const first = Array.from({ length: count }, (_, number) => number)
  const again: number[] = []
  const openNext = (waiting: number[]) => {
    const number = waiting.shift()
    if (number === undefined) return
    open(number).once('close', () => {
      void delay(AGAIN_MS).then(() => again.push(number))
    })
  }
  pace(OPENED_PER_SECOND, () => openNext(first))
  pace(OPENED_AGAIN_PER_SECOND, () => openNext(again))
}

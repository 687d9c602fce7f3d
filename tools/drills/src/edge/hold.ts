import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { pace } from './pace.ts'

/** Before a connection that was ended is opened again, milliseconds. */
const AGAIN_MS = 1_000
const OPENED_PER_SECOND = 400

/** Keeps so many connections open: whichever ends is opened again after a second. Not more are opened at once than a second takes. */
export function hold(count: number, open: (number: number) => Socket): void {
  const waiting = Array.from({ length: count }, (_, number) => number)
  pace(OPENED_PER_SECOND, () => {
    const number = waiting.shift()
    if (number === undefined) return
    open(number).once('close', () => {
      void delay(AGAIN_MS).then(() => waiting.push(number))
    })
  })
}

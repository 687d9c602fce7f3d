import { eventLog } from '@runhive/contracts/streams'
import * as z from 'zod'
import type { Log } from '../../src/mesh.ts'
import { soon, unique } from './guarantee.ts'

const Event = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('step'), text: z.string() }),
  z.object({ kind: z.literal('end') }),
])
export type Event = z.output<typeof Event>

/** A log of steps and an end, of a name of its own. */
export function journal() {
  const name = unique('JOURNAL')
  return eventLog({
    name,
    prefix: `${name.toLowerCase()}.events`,
    event: Event,
    keyTokens: 2,
    keepMs: 60_000,
    maxBytes: 16 * 1024 * 1024,
  })
}

export const step = (number: number): Event => ({ kind: 'step', text: `step ${number}` })
export const end: Event = { kind: 'end' }

/** Appends `from`..`to` without waiting in between, as a busy executor does. */
export async function appendSteps(log: Log<Event>, key: string, [from, to]: [number, number]): Promise<void> {
  const numbers = Array.from({ length: to - from + 1 }, (_, i) => from + i)
  await Promise.all(numbers.map((number) => log.append(key, number, step(number))))
}

/** Numbers under a key, up to `last`. */
export async function collect(
  log: Log<Event>,
  key: string,
  options: { after?: number; fresh?: boolean; last: number },
): Promise<number[]> {
  const { last, ...rest } = options
  const seen: number[] = []
  for await (const { number } of log.follow(key, { ...rest, signal: soon() })) {
    seen.push(number)
    if (number === last) break
  }
  return seen
}

export const upTo = (last: number, after = 0) => Array.from({ length: last - after }, (_, i) => after + 1 + i)

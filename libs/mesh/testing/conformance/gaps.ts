import { expect } from 'vitest'
import { MAX_HELD_EVENTS } from '../../src/ordering/sequencer.ts'
import { eventually, type Guarantees, soon } from './guarantee.ts'
import { appendSteps, journal, upTo } from './journal.ts'

type Events = Parameters<typeof appendSteps>[0]

type Seen = number | readonly [from: number, to: number]

/** Numbers and gaps under a key, up to the event `last`. */
async function readTold(
  log: Events,
  options: { after?: number; last: number },
  seen: Seen[] = [],
): Promise<Seen[]> {
  const { last, ...rest } = options
  for await (const entry of log.follow('a.1', {
    ...rest,
    gaps: 'report',
    signal: soon(),
  })) {
    if ('gap' in entry) {
      expect(entry).toMatchObject({ key: 'a.1', number: entry.gap.to })
      seen.push([entry.gap.from, entry.gap.to])
    } else {
      seen.push(entry.number)
      if (entry.number === last) break
    }
  }
  return seen
}

async function appendParts(log: Events, parts: ReadonlyArray<[number, number]>): Promise<void> {
  for (const part of parts) await appendSteps(log, 'a.1', part)
}

export const gaps: Guarantees = {
  'a follower that wants to be told of gaps is, and goes on with the next event there is': async ({
    open,
  }) => {
    await using mesh = await open('gateway')
    const log = mesh.log(journal())
    await appendParts(log, [
      [1, 2],
      [5, 6],
    ])

    expect(await readTold(log, { last: 6 })).toEqual([1, 2, [3, 4], 5, 6])
  },

  'who begins after events that are gone from the front is told which': async ({ open }) => {
    await using mesh = await open('gateway')
    const log = mesh.log(journal())
    await appendSteps(log, 'a.1', [1, 20])
    await log.forget('a.1')
    await appendSteps(log, 'a.1', [21, 23])

    const seen = await Promise.all([0, 18, 20].map((after) => readTold(log, { after, last: 23 })))
    expect(seen).toEqual([
      [[1, 20], 21, 22, 23],
      [[19, 20], 21, 22, 23],
      [21, 22, 23],
    ])
  },

  'a gap that fills in time is none': async ({ open }) => {
    await using mesh = await open('gateway')
    const log = mesh.log(journal())
    await appendParts(log, [
      [1, 1],
      [3, 3],
    ])
    const seen: Seen[] = []
    const reading = readTold(log, { last: 4 }, seen)
    await eventually(() => expect(seen).toEqual([1]))
    await mesh.ping()

    await appendParts(log, [
      [2, 2],
      [4, 4],
    ])

    expect(await reading).toEqual([1, 2, 3, 4])
  },

  'a follower that does not want to be told ends with an error': async ({ open }) => {
    await using mesh = await open('gateway')
    const log = mesh.log(journal())
    await appendParts(log, [
      [1, 1],
      [3, 3],
    ])
    const seen: number[] = []
    const reading = async () => {
      for await (const { number } of log.follow('a.1', { signal: soon() })) seen.push(number)
    }

    await expect(reading()).rejects.toMatchObject({
      code: 'INTERNAL',
      message: expect.stringContaining('event 2 is not kept'),
    })
    expect(seen).toEqual([1])
  },

  'a gap before more events than a follower holds is told once, and none of them is missing': async ({
    open,
  }) => {
    await using mesh = await open('gateway')
    const log = mesh.log(journal())
    const last = MAX_HELD_EVENTS * 2 + 300
    await appendSteps(log, 'a.1', [11, last])

    expect(await readTold(log, { last })).toEqual([[1, 10], ...upTo(last, 10)])
  },
}

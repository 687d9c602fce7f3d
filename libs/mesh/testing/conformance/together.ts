import { expect } from 'vitest'
import * as z from 'zod'
import { type Guarantees, soon } from './guarantee.ts'
import { appendSteps, collect, type Event, end, journal, step, upTo } from './journal.ts'

const steps = (from: number, to: number): Event[] => upTo(to, from - 1).map(step)

export const together: Guarantees = {
  'events appended together are followed one by one, whether they were stored before or come live': async ({
    open,
  }) => {
    await using writer = await open('executor')
    await using reader = await open('gateway')
    const definition = journal()
    const live = collect(reader.log(definition), 'a.1', { fresh: true, last: 6 })
    await reader.ping()
    const log = writer.log(definition)
    await log.append('a.1', 1, step(1))
    await log.append('a.1', 6, end, { earlier: steps(2, 5) })

    expect(await live).toEqual(upTo(6))
    const seen: Event[] = []
    for await (const { event } of reader.log(definition).follow('a.1', { signal: soon() })) {
      seen.push(event)
      if (event.kind === 'end') break
    }
    expect(seen).toEqual([...steps(1, 5), end])
  },

  'a follower goes on from any number among events that were appended together': async ({ open }) => {
    await using mesh = await open('gateway')
    const log = mesh.log(journal())
    await log.append('a.1', 5, step(5), { earlier: steps(1, 4) })
    await log.append('a.1', 8, end, { earlier: steps(6, 7) })

    for (const after of upTo(7)) expect(await collect(log, 'a.1', { after, last: 8 })).toEqual(upTo(8, after))
  },

  'who reads one kind sees of events that were appended together the last one, and how many come before it':
    async ({ open }) => {
      await using mesh = await open('history')
      const log = mesh.log(journal())
      const heard = log.waitFor('a.1', 'end', { fresh: true, signal: soon() })
      const consumed: number[] = []
      const ended = Promise.withResolvers<void>()
      await using _consumer = await log.consume(
        { consumer: 'all', kinds: ['step', 'end'] },
        async (events) => {
          consumed.push(...events.map(({ number }) => number))
          if (events.some(({ event }) => event.kind === 'end')) ended.resolve()
        },
      )
      await mesh.ping()
      await log.append('a.1', 3, end, { earlier: steps(1, 2) })

      const last = { key: 'a.1', number: 3, event: end, earlier: 2 }
      expect(await heard).toMatchObject(last)
      await ended.promise
      expect(consumed).toEqual([3])
      await expect(log.last('a.1', 'step')).resolves.toBeUndefined()
      for (const found of [log.last('a.1'), log.last('a.1', 'end'), log.newest('a.1')])
        await expect(found).resolves.toEqual(last)
    },

  'who reads a whole log sees each of them': async ({ open }) => {
    await using mesh = await open('gateway')
    const log = mesh.log(journal())
    await log.append('a.1', 3, end, { earlier: steps(1, 2) })
    await log.append('b.1', 1, end)
    const tailed: string[] = []
    const all = Promise.withResolvers<void>()
    await using _tail = await log.tail(({ key, number }) => {
      if (tailed.push(`${key} ${number}`) === 4) all.resolve()
    })
    await all.promise

    const every = ['a.1 1', 'a.1 2', 'a.1 3', 'b.1 1']
    expect(tailed).toEqual(every)
    expect((await log.stored()).map(({ key, number }) => `${key} ${number}`)).toEqual(every)
  },

  'an event that was appended before others were, with one of them, is followed once': async ({ open }) => {
    await using mesh = await open('gateway')
    const log = mesh.log(journal())
    const live = collect(log, 'a.1', { fresh: true, last: 3 })
    await mesh.ping()
    await log.append('a.1', 1, step(1))
    await log.append('a.1', 3, end, { earlier: steps(1, 2) })
    await log.append('a.1', 3, end, { earlier: steps(1, 2) })
    await log.append('a.1', 1, step(1))

    expect(await live).toEqual(upTo(3))
    expect(await collect(log, 'a.1', { last: 3 })).toEqual(upTo(3))
  },

  'what is too large to be stored together is stored one by one': async ({ open }) => {
    await using mesh = await open('gateway')
    const log = mesh.log(journal())
    const large: Event = { kind: 'step', text: 'é'.repeat(16 * 1024) }
    await log.append('a.1', 4, end, { earlier: [large, large, large] })

    await expect(log.last('a.1', 'step')).resolves.toEqual({ key: 'a.1', number: 3, event: large })
    expect(await collect(log, 'a.1', { last: 4 })).toEqual(upTo(4))
  },

  'more of them than a follower holds are followed all the same': async ({ open }) => {
    await using mesh = await open('gateway')
    const log = mesh.log(journal())
    const tiny: Event[] = Array.from({ length: 1_500 }, () => ({ kind: 'step', text: '' }))
    const events = log.follow('a.1', { fresh: true, signal: soon() })
    await log.append('a.1', 1_501, end, { earlier: tiny })

    let seen = 0
    for await (const { number } of events) {
      seen += 1
      expect(number).toBe(seen)
      if (number === 1_501) break
    }
  },

  'a version that does not know one of them passes it over, and sees the others': async ({ open }) => {
    await using mesh = await open('gateway')
    const definition = journal()
    const newer = { ...definition, event: z.object({ kind: z.string(), text: z.string().optional() }) }
    await mesh.log(newer).append('a.1', 3, end, { earlier: [step(1), { kind: 'pause' }] })

    expect(await collect(mesh.log(definition), 'a.1', { last: 3 })).toEqual([1, 3])
  },

  'what was appended together is erased together': async ({ open }) => {
    await using mesh = await open('gateway')
    const log = mesh.log(journal())
    await log.append('a.1', 3, end, { earlier: steps(1, 2) })
    await appendSteps(log, 'a.2', [1, 2])
    await log.erase('a.1')

    expect((await log.stored()).map(({ key, number }) => `${key} ${number}`)).toEqual(['a.2 1', 'a.2 2'])
  },
}

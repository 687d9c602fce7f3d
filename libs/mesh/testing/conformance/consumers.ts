import { expect } from 'vitest'
import type { BatchHandler } from '../../src/mesh.ts'
import { eventually, type Guarantees } from './guarantee.ts'
import { appendSteps, type Event, journal, upTo } from './journal.ts'

const end = { kind: 'end' } as const

export const consumers: Guarantees = {
  'a consumer sees every event of its kinds, those before it included': async ({ open }) => {
    await using mesh = await open('history')
    const log = mesh.log(journal())
    await appendSteps(log, 'a.1', [1, 3])
    await log.append('a.1', 4, end)
    const seen: string[] = []
    await using _consumer = await log.consume({ consumer: 'history', kinds: ['end'] }, async (events) => {
      for (const one of events) seen.push(`${one.key}:${one.number}`)
    })

    await log.append('b.1', 1, end)

    await eventually(() => expect(seen.toSorted()).toEqual(['a.1:4', 'b.1:1']))
  },

  'a consumer that comes back continues where it was': async ({ open }) => {
    await using mesh = await open('history')
    const log = mesh.log(journal())
    const seen: number[] = []
    const options = { consumer: 'history', kinds: ['step', 'end'] }
    const handler: BatchHandler<Event> = async (events) =>
      void seen.push(...events.map(({ number }) => number))
    {
      await using _consumer = await log.consume(options, handler)
      await appendSteps(log, 'a.1', [1, 5])
      await eventually(() => expect(seen.length).toBe(5))
    }
    await appendSteps(log, 'a.1', [6, 9])
    expect(seen.length).toBe(5)

    await using _again = await log.consume(options, handler)
    await log.append('a.1', 10, end)

    await eventually(() => expect(seen.toSorted((a, b) => a - b)).toEqual(upTo(10)))
  },

  'an event whose handler fails stands alone in the end, comes again, and holds up no other': async ({
    open,
  }) => {
    await using mesh = await open('history')
    const log = mesh.log(journal())
    const failed: number[][] = []
    const handled: number[] = []
    await appendSteps(log, 'a.1', [1, 8])
    await using _consumer = await log.consume({ consumer: 'history', kinds: ['step'] }, async (events) => {
      const numbers = events.map(({ number }) => number)
      if (numbers.includes(2) && failed.filter(({ length }) => length === 1).length < 2) {
        failed.push(numbers)
        throw new Error('this one cannot be stored')
      }
      handled.push(...numbers)
    })

    await eventually(() => expect(handled.toSorted()).toEqual(upTo(8)))
    expect(failed.filter(({ length }) => length === 1)).toEqual([[2], [2]])
    expect(failed.flat().filter((number) => number === 2).length).toBeLessThan(12)
  },

  'what is there comes together, but no more than 64 at once': async ({ open }) => {
    await using mesh = await open('history')
    const log = mesh.log(journal())
    await appendSteps(log, 'a.1', [1, 300])
    const sizes: number[] = []
    const seen: number[] = []
    await using _consumer = await log.consume({ consumer: 'history', kinds: ['step'] }, async (events) => {
      sizes.push(events.length)
      seen.push(...events.map(({ number }) => number))
    })

    await eventually(() => expect(seen.toSorted((a, b) => a - b)).toEqual(upTo(300)))
    expect(Math.max(...sizes)).toBeLessThanOrEqual(64)
    expect(sizes.length).toBeLessThan(30)
  },

  'one that comes alone does not wait for others, and what comes while it is handled comes together': async ({
    open,
  }) => {
    await using mesh = await open('history')
    const log = mesh.log(journal())
    const started = Promise.withResolvers<void>()
    const finish = Promise.withResolvers<void>()
    const batches: number[][] = []
    await using _consumer = await log.consume({ consumer: 'history', kinds: ['step'] }, async (events) => {
      batches.push(events.map(({ number }) => number))
      started.resolve()
      await finish.promise
    })
    await appendSteps(log, 'a.1', [1, 1])
    await started.promise
    await appendSteps(log, 'a.1', [2, 41])
    finish.resolve()

    await eventually(() => expect(batches.flat().toSorted((a, b) => a - b)).toEqual(upTo(41)))
    expect(batches[0]).toEqual([1])
    expect(batches.length).toBeLessThan(10)
  },

  'a batch gathers for as long as its consumer asks for': async ({ open }) => {
    await using mesh = await open('history')
    const log = mesh.log(journal())
    const batches: number[][] = []
    const options = { consumer: 'history', kinds: ['step'], gatherMs: 1_000 }
    await using _consumer = await log.consume(options, async (events) => {
      batches.push(events.map(({ number }) => number))
    })
    // Each is stored before the next one is sent.
    for (let number = 1; number <= 3; number += 1) await appendSteps(log, 'a.1', [number, number])

    await eventually(() => expect(batches).toEqual([[1, 2, 3]]))
  },

  'an event that is put off comes again after a pause, and the others of its batch do not': async ({
    open,
  }) => {
    await using mesh = await open('history')
    const log = mesh.log(journal())
    await appendSteps(log, 'a.1', [1, 5])
    const seen: number[] = []
    await using _consumer = await log.consume(
      { consumer: 'history', kinds: ['step'] },
      async (events, later) => {
        for (const event of events) {
          if (event.number === 3 && seen.filter((number) => number === 3).length < 2) later(event)
          seen.push(event.number)
        }
      },
    )

    await eventually(() => expect(seen.toSorted()).toEqual([1, 2, 3, 3, 3, 4, 5]))
    await log.append('a.1', 6, { kind: 'step', text: 'the last' })
    await eventually(() => expect(seen.at(-1)).toBe(6))
    expect(seen).toHaveLength(8)
  },

  'instances of a consumer share its events': async ({ open }) => {
    await using first = await open('history')
    await using second = await open('history')
    const definition = journal()
    const options = { consumer: 'history', kinds: ['step'] }
    const seen: number[] = []
    const handler: BatchHandler<Event> = async (events) =>
      void seen.push(...events.map(({ number }) => number))
    await using _one = await first.log(definition).consume(options, handler)
    await using _two = await second.log(definition).consume(options, handler)

    await appendSteps(first.log(definition), 'a.1', [1, 50])

    await eventually(() => expect(seen.toSorted((a, b) => a - b)).toEqual(upTo(50)))
  },

  'consumers of different names each see everything': async ({ open }) => {
    await using mesh = await open('history')
    const log = mesh.log(journal())
    const seen: string[] = []
    const options = (consumer: string) => ({ consumer, kinds: ['end'] })
    await using _one = await log.consume(options('history'), async () => void seen.push('history'))
    await using _two = await log.consume(options('auth'), async () => void seen.push('auth'))

    await log.append('a.1', 1, end)

    await eventually(() => expect(seen.toSorted()).toEqual(['auth', 'history']))
  },

  'a consumer that stops finishes what it handles': async ({ open }) => {
    await using mesh = await open('history')
    const log = mesh.log(journal())
    const started = Promise.withResolvers<void>()
    const finish = Promise.withResolvers<void>()
    const done: string[] = []
    const consumer = await log.consume({ consumer: 'history', kinds: ['end'] }, async () => {
      started.resolve()
      await finish.promise
      done.push('handler')
    })
    await log.append('a.1', 1, end)
    await started.promise

    const stopped = Promise.resolve(consumer[Symbol.asyncDispose]()).then(() => done.push('consumer'))
    finish.resolve()
    await stopped

    expect(done).toEqual(['handler', 'consumer'])
  },

  'what a consumer that stops has not begun to handle is handled by another at once': async ({ open }) => {
    await using first = await open('history')
    await using second = await open('history')
    const definition = journal()
    const options = { consumer: 'history', kinds: ['step'] }
    const started = Promise.withResolvers<void>()
    const finish = Promise.withResolvers<void>()
    const seen: number[] = []
    const handler: BatchHandler<Event> = async (events) =>
      void seen.push(...events.map(({ number }) => number))
    const one = await first.log(definition).consume(options, async (events) => {
      started.resolve()
      await finish.promise
      seen.push(...events.map(({ number }) => number))
    })
    await appendSteps(first.log(definition), 'a.1', [1, 1])
    await started.promise
    await appendSteps(first.log(definition), 'a.1', [2, 40])
    const stopped = one[Symbol.asyncDispose]()
    finish.resolve()
    await stopped
    const startedAt = performance.now()
    await using _two = await second.log(definition).consume(options, handler)

    await eventually(() => expect(seen.toSorted((a, b) => a - b)).toEqual(upTo(40)))
    // Not when the lease of the first has ended.
    expect(performance.now() - startedAt).toBeLessThan(20_000)
  },

  'a tail sees what is kept, then what happens, under all keys': async ({ open }) => {
    await using mesh = await open('gateway')
    const log = mesh.log(journal())
    await appendSteps(log, 'a.1', [1, 3])
    const seen: string[] = []
    await using _tail = await log.tail(({ key, number }) => void seen.push(`${key}:${number}`))

    await appendSteps(log, 'b.1', [1, 2])

    await eventually(() => expect(seen).toEqual(['a.1:1', 'a.1:2', 'a.1:3', 'b.1:1', 'b.1:2']))
  },
}

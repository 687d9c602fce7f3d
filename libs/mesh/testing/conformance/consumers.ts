import { expect } from 'vitest'
import { eventually, type Guarantees } from './guarantee.ts'
import { appendSteps, journal, upTo } from './journal.ts'

const end = { kind: 'end' } as const

export const consumers: Guarantees = {
  'a consumer sees every event of its kinds, those before it included': async ({ open }) => {
    await using mesh = await open('history')
    const log = mesh.log(journal())
    await appendSteps(log, 'a.1', [1, 3])
    await log.append('a.1', 4, end)
    const seen: string[] = []
    await using _consumer = await log.consume({ consumer: 'history', kinds: ['end'] }, async (one) => {
      seen.push(`${one.key}:${one.number}`)
    })

    await log.append('b.1', 1, end)

    await eventually(() => expect(seen.toSorted()).toEqual(['a.1:4', 'b.1:1']))
  },

  'a consumer that comes back continues where it was': async ({ open }) => {
    await using mesh = await open('history')
    const log = mesh.log(journal())
    const seen: number[] = []
    const options = { consumer: 'history', kinds: ['step', 'end'] }
    const handler = async ({ number }: { number: number }) => void seen.push(number)
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

  'an event whose handler failed comes again, and holds up no other': async ({ open }) => {
    await using mesh = await open('history')
    const log = mesh.log(journal())
    const tries: number[] = []
    const handled: number[] = []
    await using _consumer = await log.consume(
      { consumer: 'history', kinds: ['step'] },
      async ({ number }) => {
        tries.push(number)
        if (number === 2 && tries.filter((one) => one === 2).length < 3) throw new Error('database is away')
        handled.push(number)
      },
    )

    await appendSteps(log, 'a.1', [1, 4])

    await eventually(() => expect(handled.toSorted()).toEqual([1, 2, 3, 4]))
    expect(tries.filter((one) => one === 2)).toHaveLength(3)
    expect(tries).toHaveLength(6)
  },

  'instances of a consumer share its events': async ({ open }) => {
    await using first = await open('history')
    await using second = await open('history')
    const definition = journal()
    const options = { consumer: 'history', kinds: ['step'] }
    const seen: number[] = []
    const handler = async ({ number }: { number: number }) => void seen.push(number)
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

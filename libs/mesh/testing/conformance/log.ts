import { expect } from 'vitest'
import * as z from 'zod'
import { MAX_HELD_BYTES, MAX_HELD_EVENTS } from '../../src/ordering/sequencer.ts'
import { eventually, type Guarantees, soon } from './guarantee.ts'
import { appendSteps, collect, type Event, end, journal, step, upTo } from './journal.ts'

export const log: Guarantees = {
  'what was stored comes first, then what happens, in order': async ({ open }) => {
    await using writer = await open('executor')
    await using reader = await open('gateway')
    const definition = journal()
    await appendSteps(writer.log(definition), 'a.1', [1, 20])
    const seen = collect(reader.log(definition), 'a.1', { last: 40 })

    await appendSteps(writer.log(definition), 'a.1', [21, 40])

    expect(await seen).toEqual(upTo(40))
  },

  'followers from any number, while events are being appended, see no gap and no repeat': async ({
    open,
  }) => {
    await using writer = await open('executor')
    await using reader = await open('gateway')
    const definition = journal()
    const appended = appendSteps(writer.log(definition), 'a.1', [1, 300])

    const followers = await Promise.all(
      [0, 1, 17, 150, 299].map(async (after) => ({
        after,
        seen: await collect(reader.log(definition), 'a.1', { after, last: 300 }),
      })),
    )
    await appended

    for (const { after, seen } of followers) expect(seen).toEqual(upTo(300, after))
  },

  'listening starts with the call, not with the first read': async ({ open }) => {
    await using mesh = await open('gateway')
    const log = mesh.log(journal())
    const events = log.follow('a.1', { fresh: true, signal: soon() })
    await appendSteps(log, 'a.1', [1, 3])

    const seen: number[] = []
    for await (const { number } of events) if (seen.push(number) === 3) break

    expect(seen).toEqual([1, 2, 3])
  },

  'a reader that has fallen behind gets all events, although new ones come all the time': async ({
    open,
  }) => {
    await using mesh = await open('gateway')
    const log = mesh.log(journal())
    const large = { kind: 'step', text: 'x'.repeat(MAX_HELD_BYTES / 64) } as const
    const append = (number: number) => log.append('a.1', number, large)
    const behind = 100
    const last = 200
    const seen: number[] = []
    await append(1)
    for await (const { number } of log.follow('a.1', { signal: AbortSignal.timeout(30_000) })) {
      if (number === 1) for (let next = 2; next <= behind; next += 1) await append(next)
      else if (number + behind - 1 <= last) await append(number + behind - 1)
      seen.push(number)
      if (number === last) break
    }
    expect(seen).toEqual(upTo(last))
  },

  'a reader slower than the events gets all of them': async ({ open }) => {
    await using mesh = await open('gateway')
    const log = mesh.log(journal())
    const count = MAX_HELD_EVENTS * 2 + 5
    const events = log.follow('a.1', { fresh: true, signal: soon() })
    await appendSteps(log, 'a.1', [1, count])

    const seen: number[] = []
    for await (const { number } of events) if (seen.push(number) === count) break

    expect(seen).toEqual(upTo(count))
  },

  'who hears an event, or consumes it, learns the trace it was appended in': async ({ open }) => {
    await using mesh = await open('history')
    const log = mesh.log(journal())
    const traceparent = `00-${'a1'.repeat(16)}-${'b2'.repeat(8)}-01`
    const heard = log.waitFor('a.1', 'end', { fresh: true, signal: soon() })
    const consumed = Promise.withResolvers<string | undefined>()
    await using _consumer = await log.consume({ consumer: 'traces', kinds: ['end'] }, async ([event]) =>
      consumed.resolve(event?.traceparent),
    )
    await log.append('a.1', 1, end, { traceparent })

    expect(await heard).toEqual({ key: 'a.1', number: 1, event: end, traceparent })
    expect(await consumed.promise).toBe(traceparent)
  },

  'events appended out of order are followed in order': async ({ open }) => {
    await using mesh = await open('gateway')
    const log = mesh.log(journal())
    const seen = collect(log, 'a.1', { last: 3 })
    await log.append('a.1', 2, step(2))
    await log.append('a.1', 1, step(1))
    await log.append('a.1', 3, step(3))

    expect(await seen).toEqual([1, 2, 3])
  },

  'keys do not see each other': async ({ open }) => {
    await using mesh = await open('gateway')
    const log = mesh.log(journal())
    await Promise.all([appendSteps(log, 'a.1', [1, 5]), appendSteps(log, 'b.1', [1, 2])])
    await log.append('b.1', 3, end)

    const events: Event[] = []
    for await (const { key, event } of log.follow('b.1', { signal: soon() })) {
      expect(key).toBe('b.1')
      events.push(event)
      if (event.kind === 'end') break
    }

    expect(events).toEqual([step(1), step(2), end])
  },

  'a key with a wildcard, a space or the wrong length is refused': async ({ open }) => {
    await using mesh = await open('gateway')
    const log = mesh.log(journal())
    await log.append('a.1', 1, step(1))

    for (const key of ['a.*', '*.1', 'a.>', 'a', 'a.1.2', 'a. ', '.1', 'a..1']) {
      await expect(log.forget(key)).rejects.toMatchObject({ code: 'INTERNAL' })
      await expect(log.last(key)).rejects.toMatchObject({ code: 'INTERNAL' })
      await expect(log.append(key, 1, end)).rejects.toMatchObject({ code: 'INTERNAL' })
    }
    await expect(log.last('a.1')).resolves.toMatchObject({ number: 1 })
  },

  'appending a number again changes nothing': async ({ open }) => {
    await using mesh = await open('gateway')
    const log = mesh.log(journal())
    await log.append('a.1', 1, step(1))
    await log.append('a.1', 1, step(1))
    await log.append('a.1', 2, end)

    expect(await collect(log, 'a.1', { last: 2 })).toEqual([1, 2])
  },

  'what is being appended when the mesh leaves is stored': async ({ open }) => {
    const writer = await open('executor')
    const log = writer.log(journal())
    await log.append('a.1', 1, step(1))
    const appended = appendSteps(log, 'a.1', [2, 200])

    await writer[Symbol.asyncDispose]()

    await expect(appended).resolves.toBeUndefined()
  },

  'an end is found, and the highest number, when a late event is stored behind them': async ({ open }) => {
    await using mesh = await open('gateway')
    const log = mesh.log(journal())
    await expect(log.newest('a.1')).resolves.toBeUndefined()
    await log.append('a.1', 1, step(1))
    await log.append('a.1', 3, end)
    await log.append('b.1', 7, end)
    await log.append('a.1', 2, step(2))

    await expect(log.last('a.1')).resolves.toMatchObject({ number: 2 })
    await expect(log.last('a.1', 'end')).resolves.toEqual({ key: 'a.1', number: 3, event: end })
    await expect(log.last('b.1', 'step')).resolves.toBeUndefined()
    await expect(log.newest('a.1')).resolves.toEqual({ key: 'a.1', number: 3, event: end })
  },

  'last is the newest event of a key, whatever its kind': async ({ open }) => {
    await using mesh = await open('gateway')
    const log = mesh.log(journal())
    await expect(log.last('a.1')).resolves.toBeUndefined()
    await log.append('a.1', 1, step(1))
    await log.append('b.1', 1, step(1))
    await log.append('a.1', 2, end)

    await expect(log.last('a.1')).resolves.toEqual({ key: 'a.1', number: 2, event: end })
  },

  'a follower ends when its signal aborts': async ({ open }) => {
    await using mesh = await open('gateway')
    const log = mesh.log(journal())
    const stop = new AbortController()
    await log.append('a.1', 1, step(1))
    const seen: number[] = []

    for await (const { number } of log.follow('a.1', { signal: stop.signal })) {
      seen.push(number)
      setTimeout(() => stop.abort())
    }

    expect(seen).toEqual([1])
  },

  'an event that this version cannot read is passed over': async ({ open }) => {
    await using mesh = await open('gateway')
    const definition = journal()
    const newer = { ...definition, event: z.object({ kind: z.string() }) }
    await mesh.log(definition).append('a.1', 1, step(1))
    await mesh.log(newer).append('a.1', 2, { kind: 'pause' })
    await mesh.log(definition).append('a.1', 3, end)

    expect(await collect(mesh.log(definition), 'a.1', { last: 3 })).toEqual([1, 3])
  },

  'what is forgotten is gone, and nothing else': async ({ open }) => {
    await using mesh = await open('gateway')
    const log = mesh.log(journal())
    await appendSteps(log, 'a.1', [1, 3])
    await appendSteps(log, 'a.2', [1, 3])

    await log.forget('a.1')

    await expect(log.last('a.1')).resolves.toBeUndefined()
    await expect(log.last('a.2')).resolves.toMatchObject({ number: 3 })
  },

  'what is erased is gone, and nothing else': async ({ open }) => {
    await using mesh = await open('gateway')
    const log = mesh.log(journal())
    for (const key of ['a.1', 'a.2', 'aa.1']) await appendSteps(log, key, [1, 300])

    await log.erase('a.1')
    await expect(log.last('a.1')).resolves.toBeUndefined()
    await expect(log.last('a.2')).resolves.toMatchObject({ number: 300 })
    await log.eraseUnder('a')
    await expect(log.last('a.2')).resolves.toBeUndefined()
    await expect(log.last('aa.1')).resolves.toMatchObject({ number: 300 })
    await expect(log.erase('*')).rejects.toMatchObject({ code: 'INTERNAL' })
  },

  'what is stored now is told in order': async ({ open }) => {
    await using mesh = await open('gateway')
    const log = mesh.log(journal())
    await expect(log.stored()).resolves.toEqual([])
    await appendSteps(log, 'a.1', [1, 300])
    await log.append('b.1', 1, end)

    await eventually(async () => {
      const stored = (await log.stored()).map(({ key, number }) => `${key} ${number}`)
      expect(stored).toEqual([...upTo(300).map((number) => `a.1 ${number}`), 'b.1 1'])
    })
  },

  'of a log that nobody has written to there is nothing to forget': async ({ open }) => {
    await using mesh = await open('gateway')
    await expect(mesh.log(journal()).forget('a.1')).resolves.toBeUndefined()
    await expect(mesh.log(journal()).forgetUnder('a')).resolves.toBeUndefined()
    await expect(mesh.log(journal()).erase('a.1')).resolves.toBeUndefined()
  },

  'what is forgotten under a first token is gone under all its keys, and nothing else': async ({ open }) => {
    await using mesh = await open('gateway')
    const log = mesh.log(journal())
    for (const key of ['a.1', 'a.2', 'aa.1', 'b.a']) await appendSteps(log, key, [1, 2])

    await log.forgetUnder('a')

    await expect(log.last('a.1')).resolves.toBeUndefined()
    await expect(log.last('a.2')).resolves.toBeUndefined()
    await expect(log.last('aa.1')).resolves.toMatchObject({ number: 2 })
    await expect(log.last('b.a')).resolves.toMatchObject({ number: 2 })
    for (const token of ['', '*', '>', 'a.1', 'b.', 'b *']) {
      await expect(log.forgetUnder(token)).rejects.toMatchObject({ code: 'INTERNAL' })
    }
    await expect(log.last('b.a')).resolves.toMatchObject({ number: 2 })
  },
}

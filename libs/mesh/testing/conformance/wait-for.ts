import { expect } from 'vitest'
import { type Guarantees, soon } from './guarantee.ts'
import { appendSteps, end, journal, step } from './journal.ts'

export const waitFor: Guarantees = {
  'who waits for one kind gets it when it comes, and nothing of what comes before': async ({ open }) => {
    await using writer = await open('executor')
    await using reader = await open('gateway')
    const definition = journal()
    const signal = soon()
    const ended = reader.log(definition).waitFor('a.1', 'end', { fresh: true, signal })
    // Behind the subscription on the same connection, so that it stands before anything is appended.
    await reader.ping()
    const log = writer.log(definition)
    await appendSteps(log, 'a.1', [1, 3])
    await log.append('b.1', 1, end)

    await log.append('a.1', 4, end)

    await expect(ended).resolves.toEqual({ key: 'a.1', number: 4, event: end })
  },

  'who waits for one kind gets the one that is stored already': async ({ open }) => {
    await using mesh = await open('gateway')
    const log = mesh.log(journal())
    await log.append('a.1', 1, end)
    await log.append('a.1', 2, step(2))

    const found = log.waitFor('a.1', 'end', { signal: soon() })

    await expect(found).resolves.toEqual({ key: 'a.1', number: 1, event: end })
  },

  'who waits for one kind gets nothing once its signal aborts': async ({ open }) => {
    await using mesh = await open('gateway')
    const log = mesh.log(journal())
    const stop = new AbortController()
    await log.append('a.1', 1, step(1))
    const ended = log.waitFor('a.1', 'end', { signal: stop.signal })

    stop.abort()

    await expect(ended).resolves.toBeUndefined()
  },
}

import { randomUUID } from 'node:crypto'
import { eventKey } from '@runhive/contracts/execution-streams'
import type { AskAccepted } from '../limits/check-slots.ts'

/**
 * Everything that can become of an execution between its admission and its end, in any order, for whatever keeps the
 * leases.
 */

/** Who keeps leases: the database with two processes, or one process's memory. */
export interface Keeper {
  readonly owner: string
  admit(executionId: string): Promise<unknown>
  release(executionId: string, options: { giveBack: boolean }): Promise<unknown>
  withdraw(executionId: string): Promise<unknown>
  keep(executionId: string): Promise<unknown>
  /** As if this one's time to be looked at had come. */
  makeDue(executionId: string): Promise<unknown>
  /** Looks at those whose time has come, as a process of auth does. */
  check(ask: AskAccepted): Promise<unknown>
  counts(): Promise<{ outstanding: number; executions: number }>
}

/**
 * `unheard`: it ended before its lease was where its end is looked for, as when the database goes away and comes
 * back.
 */
export const FATES = ['accepted', 'finished', 'unheard', 'refused', 'left', 'unanswered', 'crashed'] as const
type Fate = (typeof FATES)[number]

/** Of an admission without an answer: whether giving up came before it, beside it or after it. */
export const MOMENTS = ['before', 'beside', 'after'] as const

/** What a caller, its gateway and auth do about one execution. */
export interface Script {
  readonly fate: Fate
  readonly givesUp: (typeof MOMENTS)[number]
  /** Whatever is told to auth is told this often. */
  readonly times: number
  /** Whether auth looks at leases between two steps of this one. */
  readonly looks: boolean
}

/**
 * Plays them all at once. Gives the counts when auth has looked at what is left, and how many it should have counted.
 */
export async function play(keeper: Keeper, all: readonly Script[]) {
  const log = new Map<string, 'queued' | 'finished'>()
  const ask: AskAccepted = async (keys) => ({
    accepted: keys.filter((key) => log.has(key)),
    finished: keys.filter((key) => log.get(key) === 'finished'),
  })
  const playOne = async ({ fate, givesUp, times, looks }: Script): Promise<string> => {
    const id = randomUUID()
    const key = eventKey(keeper.owner, id)
    const again = (work: () => Promise<unknown>) => Promise.all(Array.from({ length: times }, work))
    const look = async () => {
      if (looks) await keeper.check(ask)
    }
    const withdraw = () => again(() => keeper.withdraw(id))
    if (fate === 'unanswered' && givesUp === 'before') await withdraw()
    await Promise.all([
      keeper.admit(id),
      ...(fate === 'unanswered' && givesUp === 'beside' ? [withdraw()] : []),
    ])
    await look()
    if (fate === 'unanswered' && givesUp === 'after') await withdraw()
    if (fate === 'refused' || fate === 'left') await again(() => keeper.release(id, { giveBack: true }))
    if (fate === 'accepted' || fate === 'finished' || fate === 'unheard') {
      await again(() => keeper.keep(id))
      await look()
      log.set(key, 'queued')
      // Who has been found to be accepted is not looked at again: then its end is heard.
      if (looks && fate !== 'unheard') await keeper.makeDue(id)
      await look()
    }
    if (fate === 'finished' || fate === 'unheard') log.set(key, 'finished')
    if (fate === 'finished') await again(() => keeper.release(id, { giveBack: false }))
    await look()
    return id
  }
  const ids = await Promise.all(all.map(playOne))
  await Promise.all(ids.map((id) => keeper.makeDue(id)))
  await keeper.check(ask)
  const counts = await keeper.counts()
  const number = (...fates: Fate[]) => all.filter(({ fate }) => fates.includes(fate)).length
  // Whoever still runs may end at any time.
  const running = ids.filter((_, index) => all[index]?.fate === 'accepted')
  await Promise.all(running.map((id) => keeper.release(id, { giveBack: false })))
  return {
    counts,
    expected: { outstanding: number('accepted'), executions: number('accepted', 'finished', 'unheard') },
    atTheEnd: await keeper.counts(),
  }
}

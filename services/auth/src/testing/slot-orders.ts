import { randomUUID } from 'node:crypto'
import { eventKey } from '@runhive/contracts/execution-streams'
import type { FindAccepted } from '../limits/check-slots.ts'

/** Everything that can become of an execution between its admission and its end, in any order, for either engine. */

/** Where slots are: the database with two processes, or one process's memory. */
export interface SlotStore {
  readonly owner: string
  /** `spare`: in advance, for whoever may ask next. */
  admit(executionId: string, options: { spare: boolean }): Promise<unknown>
  release(executionId: string, options: { giveBack: boolean }): Promise<unknown>
  withdraw(executionId: string): Promise<unknown>
  postpone(executionId: string): Promise<unknown>
  /** As if this slot were due to be checked. */
  makeDue(executionId: string): Promise<unknown>
  /** Checks slots that are due, as a process of auth does. */
  check(findAccepted: FindAccepted): Promise<unknown>
  counts(): Promise<{ outstanding: number; executions: number }>
}

/** `missed`: it ended, but its slot was elsewhere at that moment, as when the database goes away and comes back. */
export const FATES = ['accepted', 'finished', 'missed', 'refused', 'left', 'unanswered', 'crashed'] as const
type Fate = (typeof FATES)[number]

/** Of an admission without an answer: whether giving up came before it, beside it or after it. */
export const MOMENTS = ['before', 'beside', 'after'] as const

/** What a caller, its gateway and auth do about one execution. */
export interface Script {
  /**
   * Whether it was taken in advance: then `unanswered` is one that was not used, and `crashed` one of a gateway that
   * died.
   */
  readonly spare: boolean
  readonly fate: Fate
  readonly givesUp: (typeof MOMENTS)[number]
  /** How often each message to auth is sent. */
  readonly times: number
  /** Whether auth checks slots between two steps of this one. */
  readonly checks: boolean
}

/** Plays them all at once. Gives the counts when auth has checked what is left, and how many it should have counted. */
export async function play(store: SlotStore, all: readonly Script[]) {
  const log = new Map<string, 'queued' | 'finished'>()
  const findAccepted: FindAccepted = async (keys) => ({
    accepted: keys.filter((key) => log.has(key)),
    finished: keys.filter((key) => log.get(key) === 'finished'),
  })
  const playOne = async ({ spare, fate, givesUp, times, checks }: Script): Promise<string> => {
    const id = randomUUID()
    const key = eventKey(store.owner, id)
    const again = (work: () => Promise<unknown>) => Promise.all(Array.from({ length: times }, work))
    const check = async () => {
      if (checks) await store.check(findAccepted)
    }
    const withdraw = () => again(() => store.withdraw(id))
    if (fate === 'unanswered' && givesUp === 'before') await withdraw()
    await Promise.all([
      store.admit(id, { spare }),
      ...(fate === 'unanswered' && givesUp === 'beside' ? [withdraw()] : []),
    ])
    await check()
    if (fate === 'unanswered' && givesUp === 'after') await withdraw()
    if (fate === 'refused' || fate === 'left') await again(() => store.release(id, { giveBack: true }))
    if (fate === 'accepted' || fate === 'finished' || fate === 'missed') {
      await again(() => store.postpone(id))
      await check()
      log.set(key, 'queued')
      // One that was found to be accepted is not checked again: then its `finished` is received.
      if (checks && fate !== 'missed') await store.makeDue(id)
      await check()
    }
    if (fate === 'finished' || fate === 'missed') log.set(key, 'finished')
    if (fate === 'finished') await again(() => store.release(id, { giveBack: false }))
    await check()
    return id
  }
  const ids = await Promise.all(all.map(playOne))
  await Promise.all(ids.map((id) => store.makeDue(id)))
  await store.check(findAccepted)
  const counts = await store.counts()
  const number = (...fates: Fate[]) => all.filter(({ fate }) => fates.includes(fate)).length
  // Those that still run may end at any time.
  const running = ids.filter((_, index) => all[index]?.fate === 'accepted')
  await Promise.all(running.map((id) => store.release(id, { giveBack: false })))
  return {
    counts,
    expected: { outstanding: number('accepted'), executions: number('accepted', 'finished', 'missed') },
    atTheEnd: await store.counts(),
  }
}

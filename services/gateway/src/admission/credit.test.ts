import type { Admission, Credit } from '@runhive/contracts/admission'
import { RpcError } from '@runhive/contracts/define'
import * as fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type ConcurrencySlotsDeps, createConcurrencySlots } from './concurrency-slots.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

type Auth = ConcurrencySlotsDeps['auth']
type Question = Parameters<Auth['admit']>[0]

const LIMIT = 1_000
const LIMITED = { limit: 'concurrency', of: 'account', maximum: LIMIT, retryAfterMs: 1_000 }
const principal = (token: string) => ({
  accountId: `account-of-${token}`,
  credential: { kind: 'key' as const, id: token },
  ...{ role: 'user' as const, scopes: ['executions' as const], retentionDays: 9 },
})

/** An auth that counts. Its bucket is not refilled, or nearly: a window is a year. */
function createAuth({ delayMs = 0 } = {}) {
  const state = {
    ...{ live: new Map<string, string>(), quota: 0, tokens: LIMIT, width: LIMIT },
    ...{ credit: 16, validMs: 1_000, revoked: new Set<string>(), away: false, lost: false, slowMs: 0 },
    asked: [] as Question[],
    credits: [] as Array<{ wanted: number; token: string }>,
    spare: new Set<string>(),
    noted: [] as unknown[],
    kept: [] as string[],
  }
  const rate = () => ({
    ...{ limit: LIMIT, remaining: Math.floor(state.tokens), windowMs: 365 * 24 * 3_600_000 },
    resetMs: ((LIMIT - state.tokens) / LIMIT) * 365 * 24 * 3_600_000,
  })
  const answer = async () => {
    if (delayMs > 0) await new Promise((resolve) => void setTimeout(resolve, delayMs))
    if (state.away) throw new RpcError('UNAVAILABLE')
  }
  const take = (id: string, accountId: string) => {
    state.live.set(id, accountId)
    state.quota += 1
    state.tokens -= 1
  }
  const end = (id: string, back: number) => {
    if (state.live.delete(id)) state.quota -= back
  }
  const auth: Auth = {
    async admit(question) {
      const token = question.credential.kind === 'key' ? question.credential.token : ''
      state.asked.push(question)
      await answer()
      if (state.revoked.has(token)) throw new RpcError('UNAUTHENTICATED', { data: {} })
      const outstanding = state.live.size
      if (outstanding >= state.width) throw new RpcError('LIMITED', { data: LIMITED })
      take(question.executionId ?? '', principal(token).accountId)
      return { ...principal(token), rate: rate(), outstanding } satisfies Admission
    },
    async credit({ credential: { token }, executionIds }) {
      state.credits.push({ wanted: executionIds.length, token })
      await answer()
      if (state.revoked.has(token)) throw new RpcError('UNAUTHENTICATED', { data: {} })
      const outstanding = state.live.size
      const granted = executionIds.slice(0, Math.min(state.credit, state.width - outstanding))
      for (const id of granted) {
        take(id, principal(token).accountId)
        state.spare.add(id)
      }
      const figures = granted.length > 0 ? { rate: rate(), outstanding } : {}
      if (state.slowMs > 0) await new Promise((resolve) => void setTimeout(resolve, state.slowMs))
      if (state.lost) throw new RpcError('DEADLINE_EXCEEDED')
      return { ...principal(token), ...figures, granted, validMs: state.validMs } satisfies Credit
    },
    async noteAdmitted({ requests }) {
      state.noted.push(...requests)
      return {}
    },
    async release({ executionId }) {
      end(executionId, 1)
      return {}
    },
    async withdraw({ executionIds }) {
      for (const id of executionIds) {
        if (state.live.has(id) && state.spare.has(id)) state.tokens += 1
        end(id, 1)
      }
      return {}
    },
    async keep({ leases }) {
      state.kept.push(...leases.map(({ executionId }) => executionId))
      return {}
    },
  }
  return { state, auth, finish: (id: string) => end(id, 0) }
}

let next = 0
function open(world = createAuth()) {
  const slots = createConcurrencySlots({ auth: world.auth, log: { warn: () => undefined } })
  const ask = (change: Omit<Partial<Question>, 'executionId'> & { token?: string } = {}) => {
    const { token = 'k', ...rest } = change
    const executionId = `asked-${next++}`
    const question = {
      credential: { kind: 'key' as const, token },
      procedure: 'executions.run',
      ip: '192.0.2.1',
    }
    return slots.take({ ...question, executionId, executionMs: 1_000, ...rest }, {})
  }
  /** A run from its beginning to its end. */
  const run = async (change: Parameters<typeof ask>[0] = {}) => {
    const { principal, slot } = await ask(change)
    slot.settle(slot.executionId)
    world.finish(slot.executionId)
    slot[Symbol.dispose]()
    return { ...principal, executionId: slot.executionId }
  }
  const runAfter = async (ms: number, change?: Parameters<typeof ask>[0]) => {
    await vi.advanceTimersByTimeAsync(ms)
    const running = run(change)
    await vi.advanceTimersByTimeAsync(10)
    return running
  }
  const close = async () => {
    const closing = slots[Symbol.asyncDispose]()
    await vi.advanceTimersByTimeAsync(100)
    await closing
  }
  return { ...world, slots, ask, run, runAfter, [Symbol.asyncDispose]: close }
}

test('whoever comes back within a second is not asked about from the third call on, and what is left goes back within two', async () => {
  await using world = open()
  const ids = new Set<string>()
  for (let call = 0; call < 30; call += 1) ids.add((await world.runAfter(310)).executionId)
  expect(world.state.asked).toHaveLength(2)
  expect(ids.size).toBe(30)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(world.state.live.size).toBe(0)
  expect(world.state.quota).toBe(30)
  expect(world.state.tokens).toBe(LIMIT - 30)
})

test('a caller that comes once in a while takes nothing in advance', async () => {
  await using world = open()
  for (let call = 0; call < 5; call += 1) await world.runAfter(1_500)
  expect(world.state.credits).toEqual([])
  expect(world.state.asked).toHaveLength(5)
})

test('calls in close order cost a fraction of a question each, and never hold more than sixteen', async () => {
  await using world = open(createAuth({ delayMs: 3 }))
  let most = 0
  for (let call = 0; call < 300; call += 1) {
    await world.runAfter(15)
    most = Math.max(most, world.state.live.size)
  }
  expect(most).toBeLessThanOrEqual(16)
  expect(world.state.asked.length).toBeLessThan(6)
  expect(world.state.credits.length).toBeLessThan(60)
})

test('what is left of the rate counts down by one with each call, asked or not, and one caller is alone', async () => {
  await using world = open()
  for (let call = 1; call <= 40; call += 1) {
    const { rate, outstanding, retentionDays } = await world.runAfter(100)
    expect({ remaining: rate?.remaining, outstanding, retentionDays }).toEqual({
      ...{ remaining: LIMIT - call, outstanding: 0, retentionDays: 9 },
    })
  }
})

test('executions that still run are outstanding, whoever admitted them', async () => {
  await using world = open()
  await world.runAfter(100)
  await world.runAfter(100)
  await vi.advanceTimersByTimeAsync(100)
  const first = await world.ask()
  expect((await world.ask()).principal.outstanding).toBe(1)
  const submitted = await world.ask({ procedure: 'executions.submit' })
  expect(submitted.principal.outstanding).toBe(2)
  submitted.slot.settle(submitted.slot.executionId)
  submitted.slot[Symbol.dispose]()
  expect((await world.ask()).principal.outstanding).toBe(3)
  first.slot[Symbol.dispose]()
  expect((await world.ask()).principal.outstanding).toBe(3)
})

test('credit is for one key at one place: another key, address or origin is asked about', async () => {
  await using world = open()
  for (let call = 0; call < 5; call += 1) await world.runAfter(100)
  const before = world.state.asked.length
  for (const change of [{ token: 'other' }, { ip: '192.0.2.2' }, { origin: 'https://a.example' }]) {
    await world.run(change)
  }
  const asSession = { credential: { kind: 'session' as const, token: 'k' } }
  await world.run(asSession)
  expect(world.state.asked).toHaveLength(before + 4)
  const accounts = await Promise.all([world.run(), world.run({ token: 'other' })])
  expect(accounts.map(({ accountId }) => accountId)).toEqual(['account-of-k', 'account-of-other'])
})

test('an execution that may take longer than credit was taken for is asked about', async () => {
  await using world = open()
  for (let call = 0; call < 5; call += 1) await world.runAfter(100)
  const before = world.state.asked.length
  await world.run({ executionMs: 2_000 })
  expect(world.state.asked).toHaveLength(before + 1)
})

test('a revoked key has no credit from that moment on, and what it had goes back', async () => {
  await using world = open(createAuth({ delayMs: 3 }))
  for (let call = 0; call < 5; call += 1) await world.runAfter(100)
  for (const event of [
    { kind: 'credential' as const, credential: { kind: 'key' as const, id: 'k' } },
    { kind: 'account' as const, accountId: 'account-of-k' },
  ]) {
    for (let call = 0; call < 5; call += 1) await world.runAfter(200)
    // A question is under way when the revocation comes, to an auth that has not heard of it.
    const { length } = world.state.credits
    world.state.slowMs = 5
    const running = Promise.all(Array.from({ length: 3 }, () => world.run()))
    await vi.advanceTimersByTimeAsync(4)
    await running
    expect(world.state.credits[length]?.wanted).toBeGreaterThan(0)
    world.slots.hear(event)
    await vi.advanceTimersByTimeAsync(20)
    expect(world.state.live.size).toBe(0)
    const asked = world.state.asked.length
    await world.runAfter(0)
    await world.runAfter(0)
    expect(world.state.asked).toHaveLength(asked + 2)
    world.state.slowMs = 0
    await vi.advanceTimersByTimeAsync(3_000)
  }
})

test('a revocation that nobody tells ends credit when auth no longer says that the key is good, at most a second after it was asked', async () => {
  for (const validMs of [1_000, 400]) {
    await using world = open()
    world.state.validMs = validMs
    for (let call = 0; call < 5; call += 1) await world.runAfter(100)
    // Auth says nothing more: nothing renews the credit.
    const late = Promise.withResolvers<Credit>()
    using _late = { [Symbol.dispose]: () => late.reject(new RpcError('DEADLINE_EXCEEDED')) }
    Object.assign(world.auth, { credit: () => late.promise })
    const asked = world.state.asked.length
    await world.runAfter(validMs - 150)
    expect(world.state.asked).toHaveLength(asked)
    await world.runAfter(150)
    expect(world.state.asked).toHaveLength(asked + 1)
  }
})

test('while auth is away there is no credit', async () => {
  await using world = open()
  for (let call = 0; call < 5; call += 1) await world.runAfter(100)
  world.state.away = true
  await vi.advanceTimersByTimeAsync(450)
  await world.run()
  await vi.advanceTimersByTimeAsync(1)
  await expect(world.ask()).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  world.state.away = false
  await vi.advanceTimersByTimeAsync(10_000)
  expect(world.state.live.size).toBe(0)
})

test('an account whose limits are narrow is not asked for credit again with every call', async () => {
  await using world = open()
  world.state.credit = 0
  for (let call = 0; call < 40; call += 1) await world.runAfter(100)
  expect(world.state.asked).toHaveLength(40)
  expect(world.state.credits).toHaveLength(1)
})

test('a call that auth refuses for its limits has what its own gateway has taken in advance', async () => {
  await using world = open(createAuth({ delayMs: 3 }))
  Object.assign(world.state, { width: 10, slowMs: 50 })
  const early = Promise.all(Array.from({ length: 4 }, () => world.ask()))
  await vi.advanceTimersByTimeAsync(10)
  await early
  expect(world.state.live.size).toBeGreaterThan(5)
  const late = Promise.allSettled(Array.from({ length: 20 }, () => world.ask()))
  await vi.advanceTimersByTimeAsync(100)
  expect((await late).filter(({ status }) => status === 'fulfilled')).toHaveLength(6)
})

test('auth is told of every request that was admitted from credit, together and when it was', async () => {
  await using world = open()
  for (let call = 0; call < 12; call += 1) await world.runAfter(100, { userAgent: 'curl' })
  await vi.advanceTimersByTimeAsync(600)
  expect(world.state.noted).toHaveLength(10)
  expect(world.state.noted[0]).toEqual({
    ...{ accountId: 'account-of-k', keyId: 'k', procedure: 'executions.run', userAgent: 'curl' },
    ...{ ip: '192.0.2.1', agoMs: expect.any(Number) },
  })
})

test('a spare execution that is used late is kept as one that was asked for', async () => {
  await using world = open()
  for (let call = 0; call < 3; call += 1) await world.runAfter(100)
  await vi.advanceTimersByTimeAsync(700)
  const { slot } = await world.ask()
  await vi.advanceTimersByTimeAsync(6_000)
  expect(world.state.kept).toContain(slot.executionId)
  slot[Symbol.dispose]()
})

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('call' as const), token: fc.constantFrom('a', 'b') }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      ms: fc.constantFrom(0, 1, 60, 310, 900, 5_000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('end' as const), how: fc.constantFrom('finish', 'leave') }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('revoke' as const), token: fc.constantFrom('a', 'b') }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('away' as const), away: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lost' as const), lost: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('width' as const), width: fc.constantFrom(2, 8, LIMIT) }),
  },
)

test('in any order of calls, ends, pauses, revocations and outages nothing is used twice, and in the end only what was run counts', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.constantFrom(0, 3), async (steps, delayMs) => {
      const world = open(createAuth({ delayMs }))
      const { state } = world
      const used: string[] = []
      const open_: Array<Awaited<ReturnType<typeof world.ask>>['slot']> = []
      let ran = 0
      let left = 0
      for (const each of steps) {
        if (each.kind === 'pass') await vi.advanceTimersByTimeAsync(each.ms)
        if (each.kind === 'away') state.away = each.away
        if (each.kind === 'lost') state.lost = each.lost
        if (each.kind === 'width') state.width = each.width
        if (each.kind === 'revoke') {
          world.slots.hear({ kind: 'credential', credential: { kind: 'key', id: each.token } })
        }
        if (each.kind === 'call') {
          const asking = world.ask({ token: each.token }).catch(() => undefined)
          await vi.advanceTimersByTimeAsync(2 * delayMs)
          const admitted = await asking
          if (admitted) {
            expect(admitted.principal.accountId).toBe(`account-of-${each.token}`)
            expect(state.live.get(admitted.slot.executionId)).toBe(`account-of-${each.token}`)
            used.push(admitted.slot.executionId)
            open_.push(admitted.slot)
          }
        }
        if (each.kind === 'end') {
          const slot = open_.shift()
          if (slot && each.how === 'finish') {
            slot.settle(slot.executionId)
            world.finish(slot.executionId)
            ran += 1
          } else if (slot) left += 1
          slot?.[Symbol.dispose]()
        }
      }
      state.away = false
      for (const slot of open_) {
        slot[Symbol.dispose]()
        left += 1
      }
      await vi.advanceTimersByTimeAsync(5_000)
      expect({ live: state.live.size, quota: state.quota }).toEqual({ live: 0, quota: ran })
      await world[Symbol.asyncDispose]()
      expect(new Set(used).size).toBe(used.length)
      expect({ live: state.live.size, quota: state.quota }).toEqual({ live: 0, quota: ran })
      expect(ran + left).toBe(used.length)
    }),
    { numRuns: 150 },
  )
})

test('what is left at the end of the process goes back with it', async () => {
  const world = open(createAuth({ delayMs: 3 }))
  for (let call = 0; call < 5; call += 1) await world.runAfter(100)
  await world.run()
  await world[Symbol.asyncDispose]()
  expect(world.state.live.size).toBe(0)
})

import { type Admission, CREDIT_MS, MAX_CREDIT } from '@runhive/contracts/admission'
import type { auth } from '@runhive/contracts/auth'
import type { Client } from '@runhive/contracts/define'
import { v7 as uuidv7 } from 'uuid'
import { createFigures } from './credit-figures.ts'
import { mayBeCounted } from './may-be-counted.ts'
import { createSpares } from './spares.ts'

/** Everything that auth's decision about an execution of a key depends on. */
export type Asker = Omit<Parameters<Client<typeof auth>['credit']>[0], 'executionIds' | 'executionMs'>

/** An admission that auth was not asked about. */
export interface FromCredit {
  readonly principal: Admission
  readonly executionId: string
  /** When its slot was taken, as `performance.now()` counts. */
  readonly sinceMs: number
}

export interface CreditDeps {
  readonly auth: Pick<Client<typeof auth>, 'credit'>
  /** Nobody will use these executions: auth gets them back. */
  readonly giveBack: (executionIds: readonly string[]) => void
  readonly now: () => number
}

/** Calls within this time say how many will come in the next. Milliseconds. */
const DEMAND_MS = 500
/** Callers that come back within this time have credit. Milliseconds. */
const STEADY_MS = 1_000
/**
 * Credit is renewed when it is used and may not be good for the next call any more: for twice the longest pause of late,
 * and an answer of auth. At most for this long: who pauses longer is asked about. Milliseconds.
 */
const RENEW_BELOW_MS = 600
const ANSWER_MS = 100

/** How long no credit is asked for, milliseconds: after a failure, */
const FAILED_MS = 1_000
/** when the limits are too narrow for it, */
const NARROW_MS = 5_000
/** and after a revocation, until no instance of auth still takes the key for good. */
const REVOKED_MS = 600

/** What auth said last. */
interface Known {
  readonly principal: Omit<Admission, 'rate' | 'outstanding'>
  readonly validUntilMs: number
}

export type Credit = ReturnType<typeof createCredit>

/** The spare executions of one key at one place. Calls never wait for auth here. */
export function createCredit(asker: Asker, deps: CreditDeps) {
  const { now } = deps
  const spares = createSpares(deps)
  const figures = createFigures(now)
  const demand = createDemand(now)
  let known: Known | undefined
  const renewal = createRenewal(asker, {
    ...deps,
    spares,
    figures,
    demand,
    learn: (answer) => {
      known = answer
    },
    knownUntilMs: () => known?.validUntilMs ?? 0,
  })

  /** Gives back what may not be used any more. */
  const expire = () => {
    if (now() >= (known?.validUntilMs ?? 0)) spares.returnAll()
    spares.returnOld()
  }
  const use = (executionMs: number): FromCredit | undefined => {
    demand.lasts(executionMs)
    expire()
    const spare = known && spares.take(executionMs)
    if (!known || !spare) return undefined
    const principal = { ...known.principal, ...figures.used(spares.count()) }
    return { principal, executionId: spare.executionId, sinceMs: spare.takenMs }
  }

  return {
    /** Admits a call that may take so long, if there is credit for it. */
    take(executionMs: number): FromCredit | undefined {
      demand.called()
      const used = use(executionMs)
      // The call goes first.
      if (used) setImmediate(renewal.ifNeeded)
      return used
    },
    /** Auth has admitted a call. Gives where its caller stands, whom its own credit does not hold back. */
    asked(principal: Admission): Admission {
      figures.asked(principal.rate)
      setImmediate(renewal.ifNeeded)
      const { outstanding } = principal
      if (outstanding === undefined) return principal
      return { ...principal, outstanding: Math.max(0, outstanding - spares.count()) }
    },
    /** Auth has refused a call for its limits: credit that was under way then may have been what it lacked. */
    async rescue(executionMs: number): Promise<FromCredit | undefined> {
      await renewal.settled()
      return use(executionMs)
    },
    callBegan: figures.callBegan,
    callEnded: figures.callEnded,
    expire,
    revoke: () => renewal.end(REVOKED_MS),
    /** Resolves when auth will be told nothing more. */
    async close(): Promise<void> {
      renewal.end(Number.POSITIVE_INFINITY)
      await renewal.settled()
    },
    isIdle: () => spares.count() === 0 && demand.within(STEADY_MS) === 0 && renewal.isIdle(),
  }
}

/** How many calls there are, and how long theirs may take. */
function createDemand(now: () => number) {
  /** The last ones, the newest last. */
  const calls: number[] = []
  let longestMs = 1
  return {
    called(): void {
      calls.push(now())
      if (calls.length > MAX_CREDIT) calls.shift()
    },
    lasts(executionMs: number): void {
      longestMs = Math.max(longestMs, executionMs)
    },
    within: (ms: number) => calls.filter((atMs) => atMs > now() - ms).length,
    /** The longest pause between calls within this time. */
    pauseMs: (ms: number) =>
      Math.max(
        0,
        ...calls.map((atMs, nr) => (atMs > now() - ms && nr > 0 ? atMs - (calls[nr - 1] ?? atMs) : 0)),
      ),
    longestMs: () => longestMs,
  }
}

interface RenewalDeps extends CreditDeps {
  readonly spares: ReturnType<typeof createSpares>
  readonly figures: ReturnType<typeof createFigures>
  readonly demand: ReturnType<typeof createDemand>
  readonly knownUntilMs: () => number
  readonly learn: (answer: Known | undefined) => void
}

/** Asks auth for more, in the background, and whether the key is still good. */
function createRenewal(asker: Asker, deps: RenewalDeps) {
  const { auth, giveBack, now, spares, figures, demand } = deps
  let asking: Promise<void> | undefined
  let quietUntilMs = 0
  /** Changes when what is under way must not count any more. */
  let epoch = 0

  const end = (quietMs: number) => {
    epoch += 1
    quietUntilMs = Math.max(quietUntilMs, now() + quietMs)
    deps.learn(undefined)
    spares.returnAll()
  }
  const ask = async (wanted: number) => {
    const [startedMs, startedIn] = [now(), epoch]
    const executionIds = Array.from({ length: wanted }, () => uuidv7())
    const executionMs = demand.longestMs()
    const before = figures.before(spares.count())
    try {
      const answer = await auth.credit({ ...asker, executionIds, executionMs })
      const { granted, validMs, rate, outstanding, ...principal } = answer
      if (startedIn !== epoch) return giveBack(granted)
      deps.learn({ principal, validUntilMs: startedMs + Math.min(CREDIT_MS, validMs) })
      spares.add(granted.map((executionId) => ({ executionId, takenMs: startedMs, executionMs })))
      if (wanted > 0 && granted.length === 0) quietUntilMs = now() + NARROW_MS
      figures.granted({ rate, outstanding }, before)
    } catch (error) {
      if (mayBeCounted(error)) giveBack(executionIds)
      if (startedIn === epoch) end(FAILED_MS)
    }
  }

  return {
    end,
    settled: () => asking,
    isIdle: () => !asking && now() >= quietUntilMs,
    ifNeeded(): void {
      if (asking) return
      const count = spares.count()
      const target = Math.min(MAX_CREDIT, 1 + demand.within(DEMAND_MS))
      const isLow = demand.within(STEADY_MS) > 1 && now() >= quietUntilMs && count <= Math.max(1, target / 4)
      const isOld =
        count > 0 &&
        deps.knownUntilMs() - now() < Math.min(RENEW_BELOW_MS, ANSWER_MS + 2 * demand.pauseMs(STEADY_MS))
      if (!isLow && !isOld) return
      asking = ask(isLow ? target - count : 0).finally(() => {
        asking = undefined
      })
    },
  }
}

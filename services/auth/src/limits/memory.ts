import { toDay } from '../domain/day.ts'
import { type LimitRequest, type Slot, slotOf, toVerdict, type Verdict } from '../domain/limits.ts'
import { CHECK_AFTER_MS } from '../domain/slot-check-times.ts'
import { createMemoryChecks } from './memory-checks.ts'
import {
  createMemoryCounters,
  findFull,
  findMissingToken,
  findSpent,
  fullAtMs,
  isNarrow,
} from './memory-counters.ts'
import { createMemorySlots } from './memory-slots.ts'

/** A request that has a slot in memory, and whether its execution is known to have been accepted. */
export interface SlotHolder {
  readonly request: LimitRequest
  readonly slot: Slot
  readonly confirmed: boolean
}

export type MemoryLimits = ReturnType<typeof createMemoryLimits>

/** The limits of one process, by the rules of `../domain/limits.ts`. */
export function createMemoryLimits({ now }: { now: () => Date }) {
  const nowMs = () => now().getTime()
  const counters = createMemoryCounters()
  const slots = createMemorySlots(nowMs)
  const checks = createMemoryChecks(slots, nowMs)

  const hasSlotOf = (execution: LimitRequest['execution']) =>
    execution !== undefined && slots.find(slotOf(execution)) !== undefined

  const take = (request: LimitRequest): Verdict => {
    const { execution, subjects } = request
    const at = now()
    if (counters.areMany()) {
      slots.endLapsed()
      counters.forgetIdle(at)
    }
    const first = counters.refill(subjects[0], at)
    const second = subjects[1] && counters.refill(subjects[1], at)
    const all = second ? [first, second] : [first]
    if (execution) slots.endLapsed(first.slots)
    const isSpare = request.keeps !== undefined
    if (isSpare && (hasSlotOf(execution) || isNarrow(all, request.keeps ?? 0))) {
      return toVerdict(request, { tokens: [first.tokens, second?.tokens], refusal: 'narrow' })
    }
    const tokenUntilMs = isSpare ? fullAtMs(all, at.getTime()) : undefined
    const missing = findMissingToken(all)
    if (!missing) for (const counter of all) counter.tokens -= 1
    const tokens = [first.tokens, second?.tokens] as const
    if (missing || !execution) return toVerdict(request, { tokens, refusal: missing })
    const outstanding = first.slots.size
    if (hasSlotOf(execution)) return toVerdict(request, { tokens, outstanding: Math.max(0, outstanding - 1) })
    const refusal = findSpent(all, at) ?? findFull(all)
    // The answer to a request that was withdrawn reaches nobody.
    if (!refusal && !checks.isWithdrawn(execution.id)) {
      const times = { takenAtMs: at.getTime(), day: toDay(at), checkAtMs: at.getTime() + CHECK_AFTER_MS }
      slots.take({ request, execution, counts: all, tokenUntilMs, ...times })
    }
    return toVerdict(request, { tokens, refusal, outstanding })
  }

  return {
    ...checks,
    take,
    release: slots.release,
    /** What counts against a subject: slots, and executions of the day. */
    countsOf(subject: string) {
      const counter = counters.get(subject)
      const live = [...(counter?.slots ?? [])].filter(slots.isLive)
      const executions = counter?.day === toDay(now()) ? counter.executions : 0
      return { outstanding: live.length, executions }
    },
    /** How many subjects have counters. */
    size: counters.size,
    list(): SlotHolder[] {
      slots.endLapsed()
      return [...slots.all()].map(({ request, execution, checkAtMs }) => {
        return { request, slot: slotOf(execution), confirmed: checkAtMs === undefined }
      })
    },
  }
}

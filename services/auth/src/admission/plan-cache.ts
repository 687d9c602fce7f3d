import type { Plan } from '@runhive/contracts/account'
import { answerInTime } from '../outage/answer-in-time.ts'
import type { DatabaseWatch } from '../outage/database-watch.ts'

/** How long a plan is not looked up again, milliseconds: a change must take effect within a second. */
export const PLAN_FRESH_MS = 500
const MAX_KNOWN = 20_000

export type FindPlan = (of: string) => Promise<Plan | undefined>

/**
 * Looks plans up, by account or by name, at most once per {@link PLAN_FRESH_MS}; all requests in that time share the
 * look-up. While the database is away, the last known plan applies.
 */
export function createPlanCache(deps: {
  find: FindPlan
  database: Pick<DatabaseWatch, 'withFallback'>
  monotonicMs: () => number
}): FindPlan {
  const known = new Map<string, { plan: Plan; freshUntilMs: number }>()
  const finding = new Map<string, Promise<Plan | undefined>>()

  const find = async (of: string): Promise<Plan | undefined> => {
    // From before the look-up: a plan changed meanwhile must not live longer because the answer was slow.
    const freshUntilMs = deps.monotonicMs() + PLAN_FRESH_MS
    const plan = await answerInTime(deps.find(of))
    if (known.size >= MAX_KNOWN) known.clear()
    if (plan) known.set(of, { plan, freshUntilMs })
    else known.delete(of)
    return plan
  }

  const share = (of: string) => {
    const underWay = finding.get(of) ?? find(of).finally(() => finding.delete(of))
    finding.set(of, underWay)
    return underWay
  }

  return async (of) => {
    const entry = known.get(of)
    if (entry && deps.monotonicMs() < entry.freshUntilMs) return entry.plan
    return deps.database.withFallback(
      () => share(of),
      (cause) => {
        if (!entry) throw cause
        return entry.plan
      },
    )
  }
}

/** The plans that admission needs. */
export function createPlans(deps: {
  findByAccount: FindPlan
  findByName: FindPlan
  database: Pick<DatabaseWatch, 'withFallback'>
  monotonicMs: () => number
}) {
  const cached = (find: FindPlan) => createPlanCache({ ...deps, find })
  const findNamed = cached(deps.findByName)
  return {
    findPlanOf: cached(deps.findByAccount),
    async findAnonymousPlan(): Promise<Plan> {
      const plan = await findNamed('anonymous')
      if (plan === undefined) throw new Error('the plan "anonymous" is missing')
      return plan
    },
  }
}

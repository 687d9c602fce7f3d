import type { Runtime } from '@runhive/contracts/executor'
import { TRPCError } from '@trpc/server'
import * as z from 'zod'
import type { Issue } from '../domain/issues.ts'
import { idleOutOfRange, isLimitName, outOfRange, rangesOfRun } from '../domain/limits.ts'
import { badInput, toIssues } from '../errors/gateway-error.ts'
import type { Catalogue } from '../installation/catalogue.ts'
import { t } from '../procedure/builder.ts'

const LimitContext = z.object({
  language: z.string(),
  version: z.string().optional().catch(undefined),
  interactive: z.boolean().default(false).catch(false),
})

/**
 * A schema cannot know the range of a runtime it has not looked up, so `0`, `-1` or `1.5` would only be answered with
 * "at least 1". This puts the allowed range into such issues. It costs a good request nothing.
 */
export function explainLimits(catalogue: Catalogue) {
  return t.middleware(async ({ next, getRawInput }) => {
    const result = await next()
    if (result.ok) return result
    const { code, cause } = result.error
    if (code !== 'BAD_REQUEST' || !(cause instanceof z.ZodError)) return result
    const issues = toIssues(cause)
    const limitContext = LimitContext.safeParse(await getRawInput()).data
    const runtime = limitContext && (await catalogue.find(limitContext))
    if (!runtime) return result
    const explained = issues.map((issue) => explain(issue, runtime, limitContext.interactive))
    throw new TRPCError({ code: 'BAD_REQUEST', cause: badInput(explained) })
  })
}

function explain(issue: Issue, runtime: Runtime, isInteractive: boolean): Issue {
  const { path } = issue
  // Without an interactive run the original message says more than a range.
  if (path.length === 1 && path[0] === 'idleMs' && isInteractive && runtime.interactive) {
    return idleOutOfRange(runtime.interactive.idleMs)
  }
  const [field, name] = path.slice(-2)
  if ((field !== 'limits' && field !== 'compileLimits') || !isLimitName(name)) return issue
  const isOfTest = path.length === 4 && path[0] === 'tests'
  if (path.length !== 2 && !isOfTest) return issue
  const ranges = field === 'limits' ? rangesOfRun(runtime, isInteractive) : runtime.compileLimits
  return outOfRange([...path.slice(0, -2), field], name, ranges)
}

import { TRPCError } from '@trpc/server'
import * as z from 'zod'
import type { Catalogue } from '../catalogue.ts'
import type { Issue } from '../domain/issues.ts'
import { isLimitName, outOfRange } from '../domain/limits.ts'
import { badInput, toIssues } from '../errors.ts'
import { t } from './trpc.ts'

const Asked = z.object({ language: z.string(), version: z.string().optional() })

/**
 * A schema cannot know the range of a runtime it has not looked up, so `0`, `-1` or `1.5` would only be told "at least 1".
 * This puts the allowed range into such issues. It costs a good request nothing.
 */
export function explainLimits(catalogue: Catalogue) {
  return t.middleware(async ({ next, getRawInput }) => {
    const result = await next()
    if (result.ok) return result
    const { code, cause } = result.error
    if (code !== 'BAD_REQUEST' || !(cause instanceof z.ZodError)) return result
    const issues = toIssues(cause)
    const asked = Asked.safeParse(await getRawInput()).data
    const runtime = asked && (await catalogue.find(asked))
    if (!runtime) return result
    const explained = issues.map((issue): Issue => {
      const [field, name] = issue.path
      if ((field !== 'limits' && field !== 'compileLimits') || !isLimitName(name)) return issue
      return outOfRange([field], name, runtime[field])
    })
    throw new TRPCError({ code: 'BAD_REQUEST', cause: badInput(explained) })
  })
}

import type { Runtime } from '@runhive/contracts/executor'
import { type Issue, shorten } from './issues.ts'

/** The compiler arguments that would break what the runtime does with the program, each with the reason. */
export function refusedArguments(
  compilerArgs: readonly string[],
  { refusedFlags }: Pick<Runtime, 'refusedFlags'>,
): Issue[] {
  const rules = refusedFlags.map(({ pattern, reason }) => ({
    expression: new RegExp(`^(?:${pattern})$`, 's'),
    reason,
  }))
  return compilerArgs.flatMap((argument, index): Issue[] => {
    const rule = rules.find(({ expression }) => expression.test(argument.slice(0, MAX_JUDGED)))
    if (!rule) return []
    const message = `must not be ${JSON.stringify(shorten(argument, MAX_SHOWN))}: ${rule.reason}`
    return [{ code: 'refused_flag', path: ['compilerArgs', index], message }]
  })
}

/** How many characters of an argument are matched: some patterns take quadratic time. */
const MAX_JUDGED = 500
const MAX_SHOWN = 80

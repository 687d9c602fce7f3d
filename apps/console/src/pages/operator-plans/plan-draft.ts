import type { Plan } from '../../api/types.ts'

/** The numbers of a plan: the service's paths, with the ranges that it accepts. */
export const NUMBERS = [
  {
    path: 'allowance.requestsPerMinute',
    label: 'Requests per minute',
    hint: 'Sustained.',
    maximum: 1_000_000,
    initial: 60,
  },
  {
    path: 'allowance.burst',
    label: 'Requests at once',
    hint: 'Burst above the sustained rate.',
    maximum: 1_000_000,
    initial: 20,
  },
  {
    path: 'allowance.executionsPerDay',
    label: 'Executions per day',
    hint: 'Days are UTC.',
    maximum: 1_000_000_000,
    initial: 1_000,
  },
  {
    path: 'allowance.concurrentExecutions',
    label: 'Executions at once',
    hint: 'Including queued ones.',
    maximum: 100_000,
    initial: 2,
  },
  { path: 'maxKeys', label: 'API keys', hint: 'Per account.', maximum: 10_000, initial: 5 },
  {
    path: 'retentionDays',
    label: 'Days results are stored',
    hint: 'Afterwards they are deleted.',
    maximum: 3_650,
    initial: 7,
  },
] as const

export type NumberPath = (typeof NUMBERS)[number]['path']
/** As typed. */
export type PlanDraft = Readonly<Record<'name' | NumberPath, string>>

const NAME = /^[a-z][a-z0-9-]{0,31}$/

export function toDraft(plan: Plan | undefined): PlanDraft {
  const numbers = NUMBERS.map(({ path, initial }) => [path, String(plan ? readNumber(plan, path) : initial)])
  return { name: plan?.name ?? '', ...Object.fromEntries(numbers) } as PlanDraft
}

function readNumber({ allowance, ...plan }: Plan, path: NumberPath): number {
  const values: Readonly<Record<NumberPath, number>> = {
    'allowance.requestsPerMinute': allowance.requestsPerMinute,
    'allowance.burst': allowance.burst,
    'allowance.executionsPerDay': allowance.executionsPerDay,
    'allowance.concurrentExecutions': allowance.concurrentExecutions,
    maxKeys: plan.maxKeys,
    retentionDays: plan.retentionDays,
  }
  return values[path]
}

/** The typed plan, or its errors. `taken` are the names of other plans. */
export function readDraft(
  draft: PlanDraft,
  taken: readonly string[],
): { readonly plan: Plan } | { readonly errors: Partial<Record<keyof PlanDraft, string>> } {
  const errors: Partial<Record<keyof PlanDraft, string>> = {}
  if (!NAME.test(draft.name))
    errors.name = 'Use 1 to 32 lower-case letters, digits and hyphens, starting with a letter.'
  else if (taken.includes(draft.name)) errors.name = 'A plan with this name exists: edit that one.'
  for (const { path, maximum } of NUMBERS) {
    const typed = draft[path].trim()
    const value = Number(typed)
    if (!/^\d+$/.test(typed) || value < 1 || value > maximum)
      errors[path] = `Use a whole number from 1 to ${maximum.toLocaleString('en')}.`
  }
  if (Object.keys(errors).length > 0) return { errors }
  const number = (path: NumberPath) => Number(draft[path])
  return {
    plan: {
      name: draft.name,
      allowance: {
        requestsPerMinute: number('allowance.requestsPerMinute'),
        burst: number('allowance.burst'),
        executionsPerDay: number('allowance.executionsPerDay'),
        concurrentExecutions: number('allowance.concurrentExecutions'),
      },
      maxKeys: number('maxKeys'),
      retentionDays: number('retentionDays'),
    },
  }
}

import type { KeyRequest } from '../../api/keys.ts'
import type { Account } from '../../api/types.ts'

type Allowance = Account['plan']['allowance']
export type LimitName = keyof Allowance

/** Limits that a key can have within those of its plan. */
export const KEY_LIMITS: ReadonlyArray<{ name: LimitName; label: string }> = [
  { name: 'requestsPerMinute', label: 'Requests per minute' },
  { name: 'burst', label: 'Requests at once' },
  { name: 'executionsPerDay', label: 'Executions per day' },
  { name: 'concurrentExecutions', label: 'Executions at once' },
]

export const EXPIRIES = [
  { value: '', label: 'Never' },
  { value: '7', label: 'In 7 days' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
] as const
export type Expiry = (typeof EXPIRIES)[number]['value']

/** A key to be created, as typed. */
export interface KeyForm {
  readonly name: string
  readonly kind: 'server' | 'browser'
  /** One a line. */
  readonly origins: string
  /** One a line. */
  readonly ipRanges: string
  /** Days from now; '' is never. */
  readonly expiry: Expiry
  readonly limits: Readonly<Partial<Record<LimitName, string>>>
}

export const EMPTY_FORM: KeyForm = {
  name: '',
  kind: 'server',
  origins: '',
  ipRanges: '',
  expiry: '',
  limits: {},
}

export type KeyProblems = Readonly<Partial<Record<'name' | 'origins' | LimitName, string>>>

const DAY_MS = 24 * 60 * 60_000

/** Entries that people separate by lines, commas or spaces. */
export const toEntries = (text: string): string[] => text.split(/[\s,]+/).filter((entry) => entry !== '')

/** Problems that can be found before sending. The service finds the rest. */
export function findProblems(form: KeyForm, plan: Allowance): KeyProblems {
  const limits = KEY_LIMITS.flatMap(({ name }) => {
    const problem = limitProblem(form.limits[name] ?? '', plan[name])
    return problem === undefined ? [] : [[name, problem] as const]
  })
  return {
    ...(form.name.trim() === '' && { name: 'Enter a name, such as the program that will use it.' }),
    ...(form.kind === 'browser' && { ...originProblem(toEntries(form.origins)) }),
    ...Object.fromEntries(limits),
  }
}

function originProblem(origins: readonly string[]): { origins?: string } {
  if (origins.length === 0)
    return { origins: 'Enter at least one origin: anybody can read a browser key in its page.' }
  const wrong = origins.find((origin) => !isOrigin(origin))
  if (wrong === undefined) return {}
  return { origins: `${wrong} is not an origin: use the form https://docs.example.com, without a path.` }
}

/** Normalised: the service stores origins as browsers send them. */
function isOrigin(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && /^https?:\/\/[^*@\\]+$/i.test(text) && url.href === `${url.origin}/`
}

function limitProblem(typed: string, most: number): string | undefined {
  if (typed.trim() === '') return undefined
  const limit = Number(typed)
  if (!Number.isSafeInteger(limit) || limit < 1) return 'A whole number, 1 or more.'
  return limit > most ? `Your plan has ${most.toLocaleString('en')} at most.` : undefined
}

/** The request to the service. Call it only if there are no problems. */
export function toKeyRequest(form: KeyForm, now: Date): KeyRequest {
  const limits = KEY_LIMITS.flatMap(({ name }) => {
    const typed = form.limits[name]?.trim() ?? ''
    return typed === '' ? [] : [[name, Number(typed)] as const]
  })
  return {
    name: form.name.trim(),
    kind: form.kind,
    origins: form.kind === 'browser' ? toEntries(form.origins) : [],
    ipRanges: toEntries(form.ipRanges),
    allowance: Object.fromEntries(limits),
    expiresAt:
      form.expiry === '' ? null : new Date(now.getTime() + Number(form.expiry) * DAY_MS).toISOString(),
  }
}

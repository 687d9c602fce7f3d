import { isDeepStrictEqual } from 'node:util'
import type { Expectation, Matcher } from './case.ts'

/** What came back. */
export interface Answer {
  readonly http: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** Everything in which an answer differs from what is expected; nothing when it is right. */
export function judge(expect: Expectation, answer: Answer): string[] {
  const { anyOf = [], ...all } = expect
  const isOpen = all.http === undefined && anyOf.length > 0
  const failures = judgeAll({ ...all, http: isOpen ? answer.http : all.http }, answer)
  const choices = anyOf.map((one) => judgeAll({ ...one, http: one.http ?? expect.http }, answer))
  if (choices.length > 0 && choices.every((differences) => differences.length > 0))
    failures.push(`none of: ${choices.map((differences) => differences.join(', ')).join('; ')}`)
  return failures
}

/** Whether an expectation has only words, for a person to judge. */
export function isForPeople({ note: _note, ...rest }: Expectation): boolean {
  return Object.values(rest).every((value) => value === undefined)
}

function judgeAll(expect: Omit<Expectation, 'anyOf'>, { http, headers, body }: Answer): string[] {
  const { http: wanted = 200, status, stdout, stdoutIncludes, stdoutExcludes, stderr, answer = {} } = expect
  const matchers: [string, Matcher | undefined][] = [
    ['status', status === undefined ? undefined : { equals: status }],
    ['run.stdout', stdout === undefined ? undefined : { equals: stdout }],
    ['run.stdout', stdoutIncludes === undefined ? undefined : { includes: stdoutIncludes }],
    ['run.stdout', stdoutExcludes === undefined ? undefined : { excludes: stdoutExcludes }],
    ['run.stderr', stderr === undefined ? undefined : { equals: stderr }],
    ...Object.entries(answer),
  ]
  return [
    ...(http === wanted ? [] : [`HTTP ${http}, not ${wanted}`]),
    ...matchers.flatMap(([path, matcher]) => (matcher ? compare(path, at(body, path), matcher) : [])),
    ...Object.entries(expect.headers ?? {}).flatMap(([name, matcher]) =>
      compare(`header ${name}`, headers[name], matcher),
    ),
  ]
}

function at(body: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null) return undefined
    return (value as Readonly<Record<string, unknown>>)[key]
  }, body)
}

function compare(path: string, value: unknown, matcher: Matcher): string[] {
  const said = value === undefined ? 'absent' : abbreviate(JSON.stringify(value))
  if ('absent' in matcher) return value === undefined ? [] : [`${path} is ${said}`]
  if ('equals' in matcher)
    return isDeepStrictEqual(value, matcher.equals)
      ? []
      : [`${path} is ${said}, not ${abbreviate(JSON.stringify(matcher.equals))}`]
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null)
  if ('includes' in matcher)
    return text.includes(matcher.includes)
      ? []
      : [`${path} is ${said}, without ${abbreviate(JSON.stringify(matcher.includes))}`]
  if ('excludes' in matcher)
    return text.includes(matcher.excludes)
      ? [`${path} is ${said}, with ${abbreviate(JSON.stringify(matcher.excludes))}`]
      : []
  return new RegExp(matcher.matches, 'u').test(text)
    ? []
    : [`${path} is ${said}, unlike /${matcher.matches}/`]
}

const MAX_SHOWN = 160

export function abbreviate(text: string): string {
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN / 2)}…${text.slice(-MAX_SHOWN / 2)}`
}

import type * as z from 'zod'
import { nearest } from './nearest.ts'

type RawIssue = z.core.$ZodRawIssue

/**
 * zod's error map for everything that people read: each issue is the rest of a sentence that begins with the field's
 * name, and says what is allowed there. Messages that a schema brings itself go before.
 */
export const plainWords: z.core.$ZodErrorMap = (issue) => sayIssue(issue)

function sayIssue(issue: RawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return sayType(typeName(issue.expected), issue.input)
    case 'invalid_value':
      return sayChoice(issue.values.map(String), issue.input)
    case 'too_small':
      return saySize(issue, issue.exact ? 'exactly' : issue.inclusive === false ? 'more than' : 'at least')
    case 'too_big':
      return saySize(issue, issue.exact ? 'exactly' : issue.inclusive === false ? 'less than' : 'at most')
    case 'invalid_format':
      return `must be ${FORMATS[issue.format] ?? 'in a different format'}`
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`
    case 'unrecognized_keys':
      return sayUnknown(issue.keys, fieldsOf(issue.inst))
    case 'invalid_key':
      return `has a name that is not allowed: it ${issue.issues[0]?.message ?? 'must be a different one'}`
    case 'invalid_element':
      return `contains a value that is not allowed: it ${issue.issues[0]?.message ?? 'must be a different one'}`
    case 'invalid_union':
      return sayUnion(issue)
    default:
      return 'is not valid'
  }
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  bigint: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
  map: 'an object',
  null: 'null',
  date: 'a time',
}

const typeName = (expected: string) => TYPES[expected] ?? 'of a different type'

/** Of what was sent only the type is told: an issue goes into logs, and values do not. */
function sayType(expected: string, input: unknown): string {
  if (input === undefined) return `is required and must be ${expected}`
  const isFraction = expected === TYPES.int && typeof input === 'number'
  return isFraction ? `must be ${expected}` : `must be ${expected}; it is ${typeOf(input)}`
}

function typeOf(input: unknown): string {
  if (input === null) return 'null'
  if (typeof input === 'boolean') return 'a boolean'
  if (Array.isArray(input)) return 'a list'
  return TYPES[typeof input] ?? 'something else'
}

const UNITS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  string: ['character', 'characters'],
  array: ['item', 'items'],
  set: ['item', 'items'],
  map: ['entry', 'entries'],
  file: ['byte', 'bytes'],
}

function saySize(issue: Extract<RawIssue, { code: 'too_small' | 'too_big' }>, comparison: string): string {
  const bound = issue.code === 'too_small' ? issue.minimum : issue.maximum
  const unit = UNITS[issue.origin]
  if (!unit) return `must be ${comparison} ${bound}`
  return `must have ${comparison} ${bound} ${unit[bound === 1 ? 0 : 1]}`
}

const FORMATS: Readonly<Record<string, string>> = {
  email: 'an e-mail address',
  url: 'a URL',
  uuid: 'a UUID',
  guid: 'a UUID',
  datetime: 'a time such as 2026-01-31T12:00:00Z',
  date: 'a date such as 2026-01-31',
  time: 'a time of day such as 12:00:00',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  cidrv4: 'a range of IPv4 addresses such as 10.0.0.0/8',
  cidrv6: 'a range of IPv6 addresses such as 2001:db8::/32',
  base64: 'padded base64',
}

function sayChoice(choices: readonly string[], input: unknown): string {
  if (choices.length === 1) return `must be ${choices[0]}`
  return `must be one of ${choices.join(', ')}${didYouMean(input, choices)}`
}

/** The end of a sentence that offers what was probably meant; empty when nothing is near. */
export function didYouMean(input: unknown, candidates: Iterable<string>): string {
  const meant = typeof input === 'string' ? nearest(input, candidates) : undefined
  return meant === undefined ? '' : `; did you mean \`${meant}\`?`
}

/** More names than these are not listed: a long list is not read. */
const MAX_LISTED = 12
const MAX_SHOWN = 64

function sayUnknown(keys: readonly string[], fields: readonly string[]): string {
  const shown = keys.slice(0, 3).map((key) => `\`${key.slice(0, MAX_SHOWN)}\``)
  const more = keys.length > shown.length ? ' and others' : ''
  const said = `has no ${keys.length === 1 ? 'field' : 'fields'} ${shown.join(', ')}${more}`
  const meant = didYouMean(keys[0], fields)
  if (meant !== '') return `${said}${meant}`
  return fields.length === 0 || fields.length > MAX_LISTED
    ? said
    : `${said}; its fields are ${fields.join(', ')}`
}

function fieldsOf(inst: unknown): string[] {
  const def = (inst as Partial<z.core.$ZodObject> | undefined)?._zod?.def
  return def?.type === 'object' ? Object.keys(def.shape) : []
}

function sayUnion({ inst, input, path = [] }: Extract<RawIssue, { code: 'invalid_union' }>): string {
  const def = (inst as Partial<z.core.$ZodDiscriminatedUnion> | undefined)?._zod?.def
  const key = def?.discriminator
  if (def === undefined || key === undefined || path.at(-1) !== key) return 'is not one of the allowed values'
  const choices = def.options.flatMap((option) => [...(option._zod.propValues?.[key] ?? [])].map(String))
  const given = (input as Readonly<Record<string, unknown>> | undefined)?.[key]
  if (given === undefined) return `is required and ${sayChoice(choices, undefined)}`
  return sayChoice(choices, given)
}

import * as fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import * as z from 'zod'
import { ApiKeyChange, ApiKeyRequest, Plan } from '../account.ts'
import { ExecutionRequest } from '../request.ts'
import { plainWords } from './plain-words.ts'

// Properties take a while on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const say = (schema: z.ZodType, input: unknown) =>
  schema.safeParse(input, { error: plainWords }).error?.issues.map(({ message }) => message) ?? []

const CASES: Array<[z.ZodType, unknown, string]> = [
  [z.object({ a: z.string() }), {}, 'is required and must be a string'],
  [z.string(), null, 'must be a string; it is null'],
  [z.string(), ['x'], 'must be a string; it is a list'],
  [z.int(), 1.5, 'must be a whole number'],
  [z.boolean(), 'yes', 'must be true or false; it is a string'],
  [z.array(z.string()), {}, 'must be a list; it is an object'],
  [z.record(z.string(), z.string()), true, 'must be an object; it is a boolean'],
  [z.date(), 'x', 'must be a time; it is a string'],
  [z.literal('one'), 'two', 'must be one'],
  [z.enum(['exact', 'trimmed']), 'close', 'must be one of exact, trimmed'],
  [z.enum(['exact', 'trimmed']), 'exakt', 'must be one of exact, trimmed; did you mean `exact`?'],
  [z.string().min(1), '', 'must have at least 1 character'],
  [z.string().max(2), 'abc', 'must have at most 2 characters'],
  [z.string().length(2), 'abc', 'must have exactly 2 characters'],
  [z.array(z.string()).min(2), [], 'must have at least 2 items'],
  [z.number().min(1), 0, 'must be at least 1'],
  [z.number().gt(1), 1, 'must be more than 1'],
  [z.number().lt(1), 1, 'must be less than 1'],
  [z.int(), 1e300, 'must be at most 9007199254740991'],
  [z.number().multipleOf(5), 7, 'must be a multiple of 5'],
  [z.uuid(), 'x', 'must be a UUID'],
  [z.string().regex(/a/), 'x', 'must be in a different format'],
  [z.strictObject({ one: z.string().optional() }), { two: 1 }, 'has no field `two`; its fields are one'],
  [
    z.strictObject({ stdin: z.string().optional() }),
    { sdtin: '' },
    'has no field `sdtin`; did you mean `stdin`?',
  ],
  [
    z.record(z.string().min(2), z.string()),
    { a: '' },
    'has a name that is not allowed: it must have at least 2 characters',
  ],
  [z.map(z.string(), z.string()), new Map([['a', 1]]), 'must be a string; it is a number'],
  [z.union([z.string(), z.number()]), true, 'is not one of the allowed values'],
  [
    z.discriminatedUnion('mode', [z.object({ mode: z.literal('a') }), z.object({ mode: z.literal('b') })]),
    { mode: 'c' },
    'must be one of a, b',
  ],
  [
    z.discriminatedUnion('mode', [z.object({ mode: z.literal('a') }), z.object({ mode: z.literal('b') })]),
    {},
    'is required and must be one of a, b',
  ],
  [z.string().refine(() => false), '', 'is not valid'],
  [z.string().refine(() => false, 'must rhyme'), '', 'must rhyme'],
]

test.each(CASES)('an issue is said as the rest of a sentence: %#', (schema, input, said) => {
  expect(say(schema, input)).toEqual([said])
})

const JARGON =
  /invalid|expected \w|received|unrecognized|too (big|small)|[<>]=|undefined|\barray\b|\brecord\b|regex/i

/** Nearly right, with something wrong anywhere in it. */
const anything = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(undefined, -1, 0, 1.5, 1e300, ''))
const fields = (schema: z.ZodObject, right: object) =>
  fc
    .record(Object.fromEntries(Object.keys(schema.shape).map((name) => [name, anything])), {
      requiredKeys: [],
    })
    .map((wrong) => ({ ...right, ...wrong }))
const inner = fc.record(
  {
    limits: fields(ExecutionRequest.shape.limits.unwrap(), {}),
    tests: fc.array(
      fc.oneof(anything, fc.record({ stdin: anything, args: anything, limits: anything, x: anything })),
    ),
    env: fc.dictionary(fc.string(), anything),
    metadata: fc.dictionary(fc.string(), anything),
    files: fc.array(fc.record({ name: anything, content: anything, encoding: anything })),
    comparison: fc.record({
      mode: fc.oneof(anything, fc.constantFrom('exact', 'floats', 'checker')),
      tolerance: anything,
      checker: anything,
    }),
    terminal: fc.record({ columns: anything, rows: anything }),
    webhook: fc.record({ url: anything }),
  },
  { requiredKeys: [] },
)

test.each<[string, z.ZodType, fc.Arbitrary<unknown>]>([
  ['an execution', ExecutionRequest, fc.oneof(fields(ExecutionRequest, { language: 'c' }), inner, anything)],
  ['a key', ApiKeyRequest, fields(ApiKeyRequest, { name: 'n' })],
  ["a key's change", ApiKeyChange, fields(ApiKeyChange, {})],
  ['a plan', Plan, fields(Plan, { name: 'p' })],
])('nothing that is wrong with %s is said in the words of a validator', (_, schema, input) => {
  fc.assert(
    fc.property(input, (value) => {
      for (const message of say(schema, value)) {
        // Between back-ticks are the caller's own words.
        expect(message.replace(/`.*`/s, '…')).not.toMatch(JARGON)
        expect(message).toMatch(/^[a-z].{4,}[^.]$/s)
      }
    }),
    { numRuns: 500 },
  )
})

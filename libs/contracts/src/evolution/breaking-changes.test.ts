import { expect, test } from 'vitest'
import * as z from 'zod'
import { contract, type Procedure } from '../define.ts'
import { eventLog, workQueue } from '../streams.ts'
import { breakingChanges } from './breaking-changes.ts'
import { type Boundary, surfaceOf } from './surface.ts'

const greet: Procedure = {
  input: z.object({ name: z.string().max(20), mood: z.enum(['glad', 'sad']).optional() }),
  output: z.object({ text: z.string(), tone: z.enum(['loud', 'low']).optional() }),
  refusals: { RUDE: z.object({ tries: z.int() }) },
  timeoutMs: 1_000,
}

function changes(before: Partial<Boundary>, after: Partial<Boundary>): string[] {
  const none = { contracts: [], queues: [], logs: [] }
  return breakingChanges(surfaceOf({ ...none, ...before }), surfaceOf({ ...none, ...after }))
}

function changesOfGreet(after: Partial<Procedure>): string[] {
  const changed = contract('greeter', { greet: { ...greet, ...after } })
  return changes({ contracts: [contract('greeter', { greet })] }, { contracts: [changed] })
}

test('nothing changed breaks nothing', () => {
  expect(changesOfGreet({})).toEqual([])
})

test('additions break nothing: an optional input, an output, a code, a procedure, a contract', () => {
  const name = z.string().max(30)
  const more = {
    input: z.object({ name, mood: z.enum(['glad', 'sad', 'odd']).optional(), times: z.int().optional() }),
    output: z.object({ text: z.string(), tone: z.enum(['loud', 'low']).optional(), at: z.string() }),
    refusals: { ...greet.refusals, LATE: z.object({}) },
  }
  const part = { ...greet, ...more }

  expect(changesOfGreet(more)).toEqual([])
  expect(
    changes(
      { contracts: [contract('greeter', { greet })] },
      { contracts: [contract('greeter', { greet: part, part }), contract('other', {})] },
    ),
  ).toEqual([])
})

test.each<[string, Partial<Procedure>, string]>([
  [
    'a new required input',
    {
      input: z.object({ name: z.string().max(20), mood: z.enum(['glad', 'sad']).optional(), at: z.string() }),
    },
    'greeter.greet input.at: is required, and was not: older callers are refused',
  ],
  [
    'an input removed',
    { input: z.object({ name: z.string().max(20) }) },
    'greeter.greet input.mood: was removed',
  ],
  [
    'an input that became shorter',
    { input: z.object({ name: z.string().max(10), mood: z.enum(['glad', 'sad']).optional() }) },
    'greeter.greet input.name: maxLength is 10, was 20: older callers are refused',
  ],
  [
    'an input of another type',
    { input: z.object({ name: z.int(), mood: z.enum(['glad', 'sad']).optional() }) },
    'greeter.greet input.name: must be integer, was string: older callers are refused',
  ],
  [
    'an input value removed',
    { input: z.object({ name: z.string().max(20), mood: z.enum(['glad']).optional() }) },
    'greeter.greet input.mood: "sad" is not accepted: older callers are refused',
  ],
  [
    'an output removed',
    { output: z.object({ tone: z.enum(['loud', 'low']).optional() }) },
    'greeter.greet output.text: was removed',
  ],
  [
    'an output that became optional',
    { output: z.object({ text: z.string().optional(), tone: z.enum(['loud', 'low']).optional() }) },
    'greeter.greet output.text: is required, and was not: older readers cannot read it',
  ],
  [
    'an output value added',
    { output: z.object({ text: z.string(), tone: z.enum(['loud', 'low', 'flat']).optional() }) },
    'greeter.greet output.tone: "flat" is not accepted: older readers cannot read it',
  ],
  ['a code removed', { refusals: {} }, 'refusal of greeter.greet: RUDE was removed'],
  [
    'data of a code changed',
    { refusals: { RUDE: z.object({ tries: z.string() }) } },
    'greeter.greet RUDE.tries: must be integer, was string: older readers cannot read it',
  ],
])('%s breaks', (_what, after, sentence) => {
  expect(changesOfGreet(after)).toContain(sentence)
})

test('a contract or a procedure removed breaks', () => {
  const before = { contracts: [contract('greeter', { greet })] }

  expect(changes(before, {})).toEqual(['contract greeter was removed'])
  expect(changes(before, { contracts: [contract('greeter', {})] })).toEqual([
    'procedure greeter.greet was removed',
  ])
})

test('a queue is read by old and new workers: neither may fail to read it', () => {
  const base = { name: 'Q', subject: 'q.items', maxItems: 1, maxBytes: 1024 * 1024, leaseMs: 1, dedupeMs: 1 }
  const before = { queues: [workQueue({ ...base, item: z.strictObject({ n: z.int() }) })] }
  const wider = workQueue({ ...base, item: z.strictObject({ n: z.int(), more: z.string().optional() }) })
  const moved = workQueue({ ...base, subject: 'r.items', item: z.strictObject({ n: z.int() }) })

  expect(changes(before, { queues: [wider] })).toEqual([
    'Q item.more: unknown fields are refused here: older readers cannot read it',
  ])
  expect(changes(before, { queues: [moved] })).toEqual(['Q subject: is "r.items", was "q.items"'])
})

test('a log may get new kinds, and may not lose or change those it has', () => {
  const base = { name: 'L', prefix: 'l.events', keyTokens: 2, keepMs: 1, maxBytes: 1 }
  const step = z.object({ kind: z.literal('step'), n: z.int() })
  const end = z.object({ kind: z.literal('end') })
  const log = (...kinds: [typeof step | typeof end, ...z.ZodObject<{ kind: z.ZodLiteral<string> }>[]]) =>
    eventLog({ ...base, event: z.discriminatedUnion('kind', kinds) })
  const before = { logs: [log(step, end)] }
  const newer = z.object({ kind: z.literal('pause') })
  const changed = z.object({ kind: z.literal('step'), n: z.string() })

  expect(changes(before, { logs: [log(step, end, newer)] })).toEqual([])
  expect(changes(before, { logs: [log(step)] })).toContain('L event: the variant kind "end" was removed')
  expect(
    changes(before, { logs: [eventLog({ ...base, event: z.discriminatedUnion('kind', [changed, end]) })] }),
  ).toContain('L event.n: must be integer, was string: older readers cannot read it')
})

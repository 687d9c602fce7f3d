import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import * as z from 'zod'

/**
 * A case: one request that users really send, and what a right answer to it has. One JSON file each; the examples
 * folder of this package holds our own.
 */

/**
 * What a value of an answer must be: the value itself, a text in it or not in it, a regular expression it matches, or
 * nothing at all.
 */
const Matcher = z.union([
  z.strictObject({ includes: z.string() }),
  z.strictObject({ excludes: z.string() }),
  z.strictObject({ matches: z.string() }),
  z.strictObject({ absent: z.literal(true) }),
  z.strictObject({ equals: z.json() }),
])
export type Matcher = z.output<typeof Matcher>

const expectation = {
  /** Of the answer; 200 when neither this nor a choice says. */
  http: z.int().optional(),
  status: z.string().optional(),
  stdout: z.string().optional(),
  stdoutIncludes: z.string().optional(),
  stdoutExcludes: z.string().optional(),
  stderr: z.string().optional(),
  /** By path into the answer's body: `run.stdout`, `tests.0.status`. */
  answer: z.record(z.string(), Matcher).optional(),
  /** By name, lower case. */
  headers: z.record(z.string(), Matcher).optional(),
  /** Why, and what a matcher cannot say. A case with nothing else is for a person to judge. */
  note: z.string().optional(),
}

export type Expectation = z.output<typeof Expectation>
const Expectation = z.strictObject({
  ...expectation,
  /** At least one of these holds as well. */
  anyOf: z.array(z.strictObject(expectation)).optional(),
})

/** Sent as it stands; anything else is the JSON body of `POST /api/v1/executions?wait=true`. */
const Exchange = z.strictObject({
  /** For people. */
  what: z.string(),
  path: z.string().default('/api/v1/executions?wait=true'),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.record(z.string(), z.json()).optional(),
  /** Instead of `body`: the bytes, as base64. */
  bodyBase64: z.base64().optional(),
  /** Sent so often, one after the other; the last answer counts, and all must name the same execution. */
  times: z.int().positive().default(1),
})
export type Exchange = z.output<typeof Exchange>

const CaseFile = z.strictObject({
  name: z.string(),
  request: z.union([Exchange, z.record(z.string(), z.json())]),
  expect: Expectation,
})

export interface Case {
  readonly name: string
  /** undefined: the file says in prose what to send. */
  readonly exchange: Exchange | undefined
  readonly expect: Expectation
}

export const EXAMPLES = join(import.meta.dirname, '../examples')

/** Every case of a folder, in the order of their names. Throws for a file that is no case, naming it. */
export function readCases(folder: string): Case[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return names.sort().map((name) => readCase(join(folder, name)))
}

function readCase(file: string): Case {
  const parsed = CaseFile.safeParse(JSON.parse(readFileSync(file, 'utf8')))
  if (!parsed.success) throw new Error(`${basename(file)} is no case: ${z.prettifyError(parsed.error)}`)
  const { name, request, expect } = parsed.data
  return { name, exchange: toExchange(request), expect }
}

function toExchange(request: z.output<typeof CaseFile>['request']): Exchange | undefined {
  const exchange = Exchange.safeParse(request)
  if (exchange.success) {
    const { body, bodyBase64 } = exchange.data
    return body === undefined && bodyBase64 === undefined ? undefined : withRepeats(exchange.data)
  }
  if ('what' in request) return undefined
  return withRepeats(Exchange.parse({ what: 'run', body: request }))
}

function withRepeats(exchange: Exchange): Exchange {
  return { ...exchange, body: exchange.body && (repeat(exchange.body) as Exchange['body']) }
}

/** `{"$repeat": [text, n]}` stands for the text n times, so that a large request is a small file. */
function repeat(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(repeat)
  if (typeof value !== 'object' || value === null) return value
  if ('$repeat' in value) {
    const [text, times] = z.tuple([z.string(), z.int().nonnegative()]).parse(value.$repeat)
    return text.repeat(times)
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, repeat(inner)]))
}

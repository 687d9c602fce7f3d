import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openTestGateway } from './testing/gateway.ts'

const RUNS = { numRuns: 150 }
const TIME_MS = 60_000

/** Anything JSON can say, and now and then what is nearly right. */
const anything = fc.jsonValue({ maxDepth: 3 })
const nearly = <T>(right: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: right }, { weight: 1, arbitrary: anything })
const file = fc.record({
  name: nearly(fc.oneof(fc.string(), fc.constantFrom('a.py', '../a', '/a', 'a/../b', '__proto__'))),
  content: nearly(fc.string({ unit: 'binary' })),
  encoding: nearly(fc.constantFrom('utf8', 'base64')),
})
const limits = nearly(
  fc.dictionary(fc.constantFrom('wallMs', 'memoryBytes', '__proto__'), nearly(fc.double())),
)
const request = fc.record(
  {
    language: nearly(fc.constantFrom('python', 'c', 'cobol', 'constructor')),
    version: nearly(fc.string()),
    source: nearly(fc.string({ unit: 'binary' })),
    files: nearly(fc.array(file, { maxLength: 3 })),
    stdin: nearly(fc.string({ unit: 'binary' })),
    args: nearly(fc.array(fc.string({ unit: 'binary' }))),
    env: nearly(fc.dictionary(fc.string(), fc.string())),
    limits,
    compileLimits: limits,
    metadata: nearly(fc.dictionary(fc.string(), fc.string())),
    store: nearly(fc.boolean()),
  },
  { requiredKeys: [] },
)

test(
  'no body is answered with a 500, over REST or tRPC, and every refusal says why',
  async () => {
    await using gateway = await openTestGateway({ hold: false })
    await fc.assert(
      fc.asyncProperty(fc.oneof(request, anything), async (body) => {
        const rest = await gateway.ask('/api/v1/executions', { method: 'POST', json: body })
        const trpc = await gateway.ask('/trpc/executions.submit', { method: 'POST', json: body })
        expect([202, 400, 413]).toContain(rest.status)
        expect(trpc.status).toBe(rest.status === 202 ? 200 : rest.status)
        if (rest.status !== 202) expect(rest.body.message).toMatch(/\S{3,}/)
      }),
      RUNS,
    )
  },
  TIME_MS,
)

const segment = fc.oneof(
  fc.constantFrom(
    'executions',
    'events',
    'cancel',
    'languages',
    '..',
    '%',
    '%00',
    '*',
    '>',
    'a.b',
    '__proto__',
  ),
  fc.webSegment(),
  fc.uuid(),
)
const path = fc.tuple(fc.constantFrom('/api/v1', '/trpc', '', '/docs'), fc.array(segment, { maxLength: 3 }))
const query = fc.dictionary(
  fc.constantFrom('wait', 'limit', 'cursor', 'batch', 'input', 'status'),
  fc.string(),
)

test(
  'no address is answered with a 500',
  async () => {
    await using gateway = await openTestGateway({ hold: false })
    await fc.assert(
      fc.asyncProperty(
        path,
        query,
        fc.constantFrom('GET', 'POST', 'DELETE', 'PATCH'),
        async ([base, parts], asked, method) => {
          const url = `${[base, ...parts].join('/') || '/'}?${new URLSearchParams(asked)}`
          const { status } = await gateway.ask(url.startsWith('/') ? url : `/${url}`, { method })
          expect(status).toBeLessThan(500)
        },
      ),
      RUNS,
    )
  },
  TIME_MS,
)

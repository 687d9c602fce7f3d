import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openTestGateway } from '../testing/gateway.ts'
import { serveRun } from '../testing/running.ts'

const RUNS = { numRuns: 150 }
/** Not `String`: an object may hold a `toString` of its own that is no function. */
const toText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
const TIME_MS = 120_000

/** Anything JSON can say, and now and then what is nearly right. */
const anything = fc.jsonValue({ maxDepth: 3 })
const nearly = <T>(right: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: right }, { weight: 1, arbitrary: anything })
const text = fc.string({ unit: 'binary' })
const size = fc.oneof(fc.constantFrom(0, 1, 80, 1_000, 1_001, -1, 1.5), fc.integer())
const limits = fc.dictionary(
  fc.constantFrom('wallMs', 'cpuMs', '__proto__'),
  nearly(fc.oneof(size, fc.double())),
)
const program = fc.record(
  { language: nearly(fc.constantFrom('python', 'c', 'cobol')), version: nearly(text), source: nearly(text) },
  { requiredKeys: [] },
)
const testCase = fc.record(
  {
    name: text,
    stdin: text,
    expected: text,
    encoding: nearly(fc.constantFrom('utf8', 'base64')),
    args: fc.array(text, { maxLength: 3 }),
    limits: nearly(limits),
  },
  { requiredKeys: [] },
)
const comparison = fc.oneof(
  fc.record({ mode: fc.constantFrom('exact', 'trimmed', 'tokens', 'close') }),
  fc.record({ mode: fc.constant('floats'), tolerance: nearly(fc.double()) }, { requiredKeys: ['mode'] }),
  fc.record({ mode: fc.constant('checker'), checker: nearly(program) }, { requiredKeys: ['mode'] }),
)
const url = fc.oneof(fc.webUrl(), fc.constantFrom('http://', 'https://a@b', 'file:///etc/passwd', 'x'))
const request = fc
  .record(
    {
      tests: nearly(fc.array(nearly(testCase), { maxLength: 4 })),
      comparison: nearly(comparison),
      stopAtFirstFailure: nearly(fc.boolean()),
      collect: nearly(fc.array(fc.oneof(text, fc.constantFrom('*', '../x', '/x')), { maxLength: 3 })),
      interactive: nearly(fc.boolean()),
      terminal: nearly(fc.record({ columns: size, rows: size })),
      idleMs: nearly(size),
      detached: nearly(fc.boolean()),
      webhook: nearly(fc.record({ url })),
      idempotencyKey: nearly(fc.oneof(text, fc.constantFrom('a', 'b'))),
      limits,
    },
    { requiredKeys: [] },
  )
  .map((fields) => ({ language: 'python', source: 'print(1)', ...fields }))

test(
  'no tests, interactive run, webhook or idempotency key is answered with a 500, and every refusal says why',
  async () => {
    await using gateway = await openTestGateway({ hold: false })
    await fc.assert(
      fc.asyncProperty(request, async (body) => {
        const rest = await gateway.ask('/api/v1/executions', { method: 'POST', json: body })
        const trpc = await gateway.ask('/trpc/executions.submit', { method: 'POST', json: body })
        expect([202, 400, 409]).toContain(rest.status)
        // A key that was used with another request is a conflict over both.
        expect(trpc.status).toBe(rest.status === 202 ? 200 : rest.status)
        if (rest.status !== 202) expect(rest.body.message).toMatch(/\S{3,}/)
      }),
      RUNS,
    )
    await expect.poll(() => gateway.queued()).toBe(gateway.auth.slots.size)
  },
  TIME_MS,
)

const action = fc.record(
  {
    data: nearly(text),
    encoding: nearly(fc.constantFrom('utf8', 'base64')),
    end: nearly(fc.boolean()),
    signal: nearly(fc.oneof(fc.constantFrom('SIGINT', 'int', 'constructor', '__proto__'), size)),
    columns: nearly(size),
    rows: nearly(size),
    url: nearly(url),
    executionId: nearly(fc.uuid()),
    cursor: nearly(text),
    limit: nearly(size),
  },
  { requiredKeys: [] },
)
const WRITES = [
  ['stdin', 'write', ['data', 'encoding', 'end']],
  ['signal', 'signal', ['signal']],
  ['resize', 'resize', ['columns', 'rows']],
  ['cancel', 'cancel', []],
] as const

test(
  'nothing that is done to a run, there or not, is answered with a 500, and every refusal says why',
  async () => {
    await using gateway = await openTestGateway({ hold: () => Promise.withResolvers<never>().promise })
    const asked = { language: 'python', source: '', interactive: true }
    const { body } = await gateway.ask('/api/v1/executions', { json: asked })
    const running = String(body.id)
    await using _run = serveRun(gateway.mesh, { accountId: 'alice', id: running })
    const id = fc.oneof(
      fc.constantFrom(running, running.toUpperCase(), '*', '>', 'a.b'),
      fc.uuid(),
      fc.webSegment(),
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...WRITES), id, nearly(action), async (write, of, given) => {
        const [path, procedure, names] = write
        const isObject = typeof given === 'object' && given !== null && !Array.isArray(given)
        const fields = Object.entries(isObject ? given : {}).filter(([name]) =>
          names.some((one) => one === name),
        )
        const json = isObject ? Object.fromEntries(fields) : given
        const rest = await gateway.ask(`/api/v1/executions/${encodeURIComponent(of)}/${path}`, {
          method: 'POST',
          json,
        })
        const trpc = await gateway.ask(`/trpc/executions.${procedure}`, {
          method: 'POST',
          json: { id: of, ...Object.fromEntries(fields) },
        })
        for (const { status } of [rest, trpc]) expect(status).toBeLessThan(500)
        if (rest.status >= 300) expect(rest.body.message).toMatch(/\S{3,}/)
      }),
      RUNS,
    )
  },
  TIME_MS,
)

test(
  'no question about webhooks is answered with a 500, and every refusal says why',
  async () => {
    await using gateway = await openTestGateway({ hold: false })
    await fc.assert(
      fc.asyncProperty(nearly(action), async (given) => {
        const query = new URLSearchParams(
          Object.fromEntries(Object.entries(given ?? {}).map(([name, value]) => [name, toText(value)])),
        )
        const answers = [
          await gateway.ask('/api/v1/webhooks/test', { method: 'POST', json: given }),
          await gateway.ask(`/api/v1/webhooks/deliveries?${query}`),
          await gateway.ask(`/trpc/webhooks.deliveries?input=${encodeURIComponent(JSON.stringify(given))}`),
        ]
        for (const { status } of answers) expect(status).toBeLessThan(500)
      }),
      RUNS,
    )
  },
  TIME_MS,
)

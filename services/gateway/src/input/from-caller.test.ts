import { ApiKeyChange } from '@runhive/contracts/account'
import { ExecutionRequest } from '@runhive/contracts/request'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import * as z from 'zod'
import { openTestGateway, type TestGateway } from '../testing/gateway.ts'
import { bad, expectRefused } from '../testing/refused.ts'
import { fromCaller } from './from-caller.ts'

const hello = { language: 'python', source: 'print(1)' }
const nulls = {
  ...hello,
  version: null,
  files: null,
  stdin: null,
  args: null,
  env: null,
  compilerArgs: null,
  limits: { wallMs: null, processes: null },
  compileLimits: null,
  store: null,
  tests: null,
  comparison: null,
  stopAtFirstFailure: null,
  collect: null,
  interactive: null,
  terminal: null,
  idleMs: null,
  detached: null,
  webhook: null,
  idempotencyKey: null,
  metadata: null,
}

test('null for an optional field is as if it was not given, at any depth', () => {
  const parse = (request: object) => fromCaller(ExecutionRequest).parse(request)
  expect(parse(nulls)).toEqual(parse(hello))
  const tested = { ...hello, tests: [{ name: null, stdin: null, args: null, expected: null, limits: null }] }
  expect(parse(tested)).toEqual(parse({ ...hello, tests: [{}] }))
  const floats = { ...hello, tests: [{}], comparison: { mode: 'floats', tolerance: null } }
  expect(parse(floats)).toMatchObject({ comparison: { mode: 'floats', tolerance: 1e-6 } })
  const files = { language: 'c', source: null, files: [{ name: 'a.c', content: '', encoding: null }] }
  expect(parse(files)).toMatchObject({ files: [{ encoding: 'utf8' }] })
  const checker = { language: 'c', version: null, source: '', files: null }
  const checked = { ...hello, tests: [{}], comparison: { mode: 'checker', checker } }
  expect(parse(checked)).toMatchObject({ comparison: { checker: { language: 'c', source: '' } } })
})

test('null stays where it says something', () => {
  expect(fromCaller(ApiKeyChange).parse({ name: null, expiresAt: null })).toEqual({ expiresAt: null })
  expect(fromCaller(z.object({ a: z.number() }).nullable()).parse(null)).toBeNull()
  expect(fromCaller(z.strictObject({ a: z.string().optional() }).default({})).parse(null)).toEqual({})
})

/** Sends one mutation over a socket. */
async function overSocket(gateway: TestGateway, input: unknown): Promise<unknown> {
  const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/trpc`, {
    headers: { authorization: 'Bearer rh_alice' },
  })
  const answered = Promise.withResolvers<unknown>()
  const call = { id: 1, method: 'mutation', params: { path: 'executions.submit', input } }
  socket.on('open', () => socket.send(JSON.stringify(call)))
  socket.on('message', (data) => answered.resolve(JSON.parse(String(data))))
  socket.on('error', answered.reject)
  return answered.promise.finally(() => socket.terminate())
}

test('a request full of nulls is accepted over every transport', async () => {
  await using gateway = await openTestGateway({ hold: false })
  expect(await gateway.ask('/api/v1/executions', { json: nulls })).toMatchObject({ status: 202 })
  expect(await gateway.ask('/trpc/executions.submit', { json: nulls })).toMatchObject({ status: 200 })
  expect(await overSocket(gateway, nulls)).toMatchObject({ result: { data: { status: 'queued' } } })
})

test.each<[string, object]>([
  ['language', { language: null, source: '' }],
  ['args[0]', { ...hello, args: [null] }],
  ['env.A', { ...hello, env: { A: null } }],
  ['files[0].content', { language: 'c', files: [{ name: 'a', content: null }] }],
])('null where something is needed is refused: %s', async (field, request) => {
  await using gateway = await openTestGateway({ hold: false })
  await expectRefused(gateway, request, bad(`${field} must be a string; it is null`))
})

test.each(['constructor', '__proto__', 'toString'])(
  'a field called %s is only one more that is not known',
  async (name) => {
    await using gateway = await openTestGateway({ hold: false })
    for (const value of [null, {}, 'x']) {
      // Written as text: of a literal, `__proto__` is no field.
      const body = JSON.stringify(hello).replace('{', `{${JSON.stringify(name)}:${JSON.stringify(value)},`)
      const headers = { 'content-type': 'application/json' }
      const answer = await gateway.ask('/api/v1/executions', { method: 'POST', body, headers })
      expect(answer).toMatchObject({ status: 400, body: { message: `The request has no field \`${name}\`` } })
    }
  },
)

test.each(['env', 'metadata'])('an entry of %s called __proto__ is refused, not left out', async (field) => {
  await using gateway = await openTestGateway({ hold: false })
  // Parsed from text: of a literal, `__proto__` is no field.
  const request = JSON.parse(`{"language":"python","source":"","${field}":{"__proto__":"x"}}`)
  await expectRefused(gateway, request, bad(`${field}.__proto__ is a reserved name`))
})

const HALF = 'a\ud800b'
const SAID = 'must be Unicode text; it contains \\ud800, half of a surrogate pair'

test.each<[string, object]>([
  ['source', { language: 'python', source: HALF }],
  ['language', { language: HALF, source: '' }],
  ['stdin', { ...hello, stdin: HALF }],
  ['files[0].content', { language: 'c', files: [{ name: 'a', content: HALF }] }],
  ['files[0].name', { language: 'c', files: [{ name: HALF, content: '' }] }],
  ['args[1]', { ...hello, args: ['', HALF] }],
  ['env.A', { ...hello, env: { A: HALF } }],
  ['compilerArgs[0]', { ...hello, compilerArgs: [HALF] }],
  ['metadata.a', { ...hello, metadata: { a: HALF } }],
  ['metadata.a\ufffdb', { ...hello, metadata: { [HALF]: '' } }],
  ['tests[0].stdin', { ...hello, tests: [{ stdin: HALF }] }],
  ['tests[0].expected', { ...hello, tests: [{ expected: HALF }] }],
  ['collect[0]', { ...hello, collect: [HALF] }],
  ['idempotencyKey', { ...hello, idempotencyKey: HALF }],
])('half of a surrogate pair is refused and named: %s', async (field, request) => {
  await using gateway = await openTestGateway({ hold: false })
  await expectRefused(gateway, request, bad(`${field} ${SAID}`))
  expect(await overSocket(gateway, request)).toMatchObject({ error: { message: `${field} ${SAID}` } })
})

test('whole pairs are text, and input that is nested deeply is no way to break the look-out for halves', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const whole = { ...hello, stdin: '\u{1f600}' }
  expect(await gateway.ask('/api/v1/executions', { json: whole })).toMatchObject({ status: 202 })
  const deep = `{"language":"c","source":"","args":${'['.repeat(500_000)}${']'.repeat(500_000)}}`
  const headers = { 'content-type': 'application/json' }
  for (const path of ['/api/v1/executions', '/trpc/executions.submit']) {
    expect(await gateway.ask(path, { method: 'POST', body: deep, headers })).toMatchObject({ status: 400 })
  }
})

/** A program with one more field, whose value is nested so deeply. */
function nested(depth: number, inside: string): string {
  return JSON.stringify(hello).replace('{', `{"x":${'['.repeat(depth)}${inside}${']'.repeat(depth)},`)
}

test('a half as far inside as JSON may nest is told in a sentence', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const body = nested(60, '"\\ud800"')
  const headers = { 'content-type': 'application/json' }
  const answer = await gateway.ask('/api/v1/executions', { method: 'POST', body, headers })
  const place = `x${'[0]'.repeat(7)}.…`
  expect(answer).toMatchObject({ status: 400, body: { message: `${place} ${SAID}` } })
})

const LONG = 'k'.repeat(100_000)

test.each<[string, object]>([
  ['a variable', { ...hello, env: { [LONG]: '' } }],
  ['a label', { ...hello, metadata: { [LONG]: '' } }],
  ['a half below an unknown field', { ...hello, [LONG]: { [LONG]: HALF } }],
])('a name is not given back however long it is: %s', async (_, request) => {
  await using gateway = await openTestGateway({ hold: false })
  const { status, body } = await gateway.ask('/api/v1/executions', { json: request })
  expect(status).toBe(400)
  expect(body.message?.length).toBeLessThan(300)
  expect(JSON.stringify(body).length).toBeLessThan(1_000)
})

test('an object of more entries than any can have is refused before each of them is judged', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const many = Object.fromEntries(Array.from({ length: 40_000 }, (_, number) => [`no-${number}`, number]))
  await expectRefused(gateway, { ...hello, env: many }, bad('env must have at most 1000 fields'))
  await expectRefused(gateway, { ...hello, ...many }, bad('The request must have at most 1000 fields'))
})

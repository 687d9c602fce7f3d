import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type * as z from 'zod'
import { createRouter, type RouterDeps } from '../api/router.ts'
import { openTestGateway, type TestGateway } from '../testing/gateway.ts'

/** Names that every object has already, and so are easily taken for something else. */
const NAMES = [
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  '__defineGetter__',
  'then',
]
const HELLO = { language: 'python', source: 'print(1)' }
const JSON_TYPE = { 'content-type': 'application/json' }

/**
 * Sends one text over each way that leads to `executions.submit`, and gives the messages and whether it was accepted.
 */
const WAYS: Record<string, (gateway: TestGateway, text: string) => Promise<unknown>> = {
  async rest(gateway, body) {
    return (await gateway.ask('/api/v1/executions', { method: 'POST', body, headers: JSON_TYPE })).body
  },
  async trpc(gateway, body) {
    return (await gateway.ask('/trpc/executions.submit', { method: 'POST', body, headers: JSON_TYPE })).body
  },
  async batch(gateway, text) {
    const path = '/trpc/executions.submit?batch=1'
    const { body } = await gateway.ask(path, { method: 'POST', body: `{"0":${text}}`, headers: JSON_TYPE })
    return (body as unknown as unknown[])[0]
  },
  async socket(gateway, text) {
    const url = `${gateway.url.replace('http', 'ws')}/trpc`
    const socket = new WebSocket(url, { headers: { authorization: 'Bearer rh_alice' } })
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const call = `{"id":1,"method":"mutation","params":{"path":"executions.submit","input":${text}}}`
    socket.on('open', () => socket.send(call))
    socket.on('message', (data) => resolve(JSON.parse(String(data))))
    socket.on('error', reject)
    return promise.finally(() => socket.terminate())
  },
}

/** As text, because of a literal `__proto__` is no field. */
const withField = (object: object, field: string, value: string) =>
  JSON.stringify(object).replace('{', `{${JSON.stringify(field)}:${value},`)

test.each(Object.entries(WAYS))(
  'names of things all objects have are names like others: %s',
  async (_, send) => {
    await using gateway = await openTestGateway({ hold: false })
    const entries = Object.fromEntries(NAMES.map((name) => [name, `the ${name}`]))
    const files = [
      { name: 'main.py', content: '' },
      ...['__proto__', ...NAMES].map((name) => ({ name, content: name })),
    ]
    const tests = ['__proto__', 'constructor'].map((name) => ({ name, args: [name] }))
    const request = { language: 'python', files, env: entries, metadata: entries, tests }
    expect(JSON.stringify(await send(gateway, JSON.stringify(request)))).toContain('"queued"')
    const item = await gateway.nextItem()
    expect(item?.request).toMatchObject({ env: entries, metadata: entries })
    expect(Object.keys(item?.request.env ?? {})).toEqual(NAMES)
    expect(Object.keys(item?.request.metadata ?? {})).toEqual(NAMES)
    expect(item?.request.files?.map(({ name }) => name)).toEqual(files.map(({ name }) => name))
    expect(item?.request.tests?.map(({ name }) => name)).toEqual(['__proto__', 'constructor'])
  },
)

const checker = { mode: 'checker', checker: HELLO }
/** Each object of a request, with an entry called __proto__, and where it is. */
const INSIDE: Array<[field: string, text: string]> = [
  ['env', withField(HELLO, 'env', '{"__proto__":"x"}')],
  ['metadata', withField(HELLO, 'metadata', '{"A":"","__proto__":"x"}')],
  ['limits', withField(HELLO, 'limits', '{"__proto__":{"wallMs":1}}')],
  ['compileLimits', withField(HELLO, 'compileLimits', '{"__proto__":null}')],
  ['files[0]', `{"language":"c","files":[${withField({ name: 'a', content: '' }, '__proto__', '1')}]}`],
  ['tests[0]', withField(HELLO, 'tests', '[{"__proto__":{}}]')],
  ['tests[0].limits', withField(HELLO, 'tests', '[{"limits":{"__proto__":{}}}]')],
  ['terminal', withField(HELLO, 'terminal', '{"columns":1,"rows":1,"__proto__":{}}')],
  ['webhook', withField(HELLO, 'webhook', '{"url":"https://a.example","__proto__":{}}')],
  [
    'comparison.checker',
    JSON.stringify({ ...HELLO, tests: [{}], comparison: checker }).replace(
      '"checker":{',
      '"checker":{"__proto__":1,',
    ),
  ],
]

test.each(Object.keys(WAYS))(
  'an entry called __proto__ is refused by its name wherever it is: %s',
  async (way) => {
    await using gateway = await openTestGateway({ hold: false })
    for (const [field, text] of INSIDE) {
      const said = JSON.stringify(await WAYS[way]?.(gateway, text))
      expect(said, text).toContain(`${field}.__proto__ is a reserved name`)
    }
    const top = JSON.stringify(await WAYS[way]?.(gateway, withField(HELLO, '__proto__', '{"store":false}')))
    expect(top).toContain('The request has no field `__proto__`')
    expect(await gateway.queued()).toBe(0)
    expect(Object.hasOwn(Object.prototype, 'store')).toBe(false)
  },
)

/** Stands in for all dependencies of a router: only the input schemas are used, nothing is called. */
const anything: unknown = new Proxy(() => undefined, { get: () => anything, apply: () => anything })

test('no procedure leaves out in silence what an odd field brings', () => {
  const router = createRouter(anything as RouterDeps)
  const all = router._def.procedures as unknown as Record<string, { _def: { inputs: z.ZodType[] } }>
  const procedures = Object.entries(all).map(([name, { _def }]) => ({ name, inputs: _def.inputs }))
  const silent = procedures.flatMap(({ name, inputs }) =>
    ['__proto__', 'constructor', 'prototype'].flatMap((field) => {
      // Of a literal, `__proto__` is no field.
      const input = JSON.parse(`{"${field}":{"x":1}}`)
      return inputs.length === 0 || inputs.some((schema) => saidOf(schema, input).includes(field))
        ? []
        : [`${name}: ${field}`]
    }),
  )
  expect(procedures.filter(({ inputs }) => inputs.length > 0).length).toBeGreaterThan(20)
  expect(silent).toEqual([])
})

/** What a schema says of an input; nothing when it takes it. */
function saidOf(schema: z.ZodType, input: unknown): string {
  try {
    schema.parse(input)
    return ''
  } catch (error) {
    return `${error instanceof Error ? error.message : ''} ${JSON.stringify(error)}`
  }
}

test.each(Object.entries(WAYS))('of two fields of one name the last one counts: %s', async (_, send) => {
  await using gateway = await openTestGateway({ hold: false })
  const env = '{"A":"first","B":"","A":"last"}'
  await send(gateway, withField(HELLO, 'env', env).replace('{', '{"source":"no",'))
  expect(await gateway.nextItem()).toMatchObject({
    request: { source: 'print(1)', env: { A: 'last', B: '' } },
  })
})

test.each(Object.entries(WAYS))(
  'NUL is refused by name where no program could be given it: %s',
  async (_, send) => {
    await using gateway = await openTestGateway({ hold: false })
    const refused: Array<[field: string, request: object]> = [
      ['env.A', { env: { A: 'a\0' } }],
      ['env.A\\u0000', { env: { 'A\0': '' } }],
      ['args[0]', { args: ['\0'] }],
      ['compilerArgs[0]', { compilerArgs: ['-\0'] }],
      ['collect[0]', { collect: ['a\0'] }],
    ]
    for (const [field, part] of refused) {
      expect(JSON.stringify(await send(gateway, JSON.stringify({ ...HELLO, ...part }))), field).toContain(
        'must',
      )
      expect(await gateway.queued(), field).toBe(0)
    }
    const kept = { ...HELLO, source: 'a\0b', stdin: '\0', metadata: { '\0': '\0' } }
    await send(gateway, JSON.stringify(kept))
    expect(await gateway.nextItem()).toMatchObject({ request: kept })
  },
)

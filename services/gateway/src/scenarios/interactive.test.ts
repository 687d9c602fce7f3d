import { createClient, RunhiveError } from '@runhive/client/client'
import { expect, test } from 'vitest'
import { openTestGateway, type TestGateway } from '../testing/gateway.ts'
import { serveRun } from '../testing/running.ts'

const asked = { language: 'python', source: 'input()', interactive: true }
const BAD_SIGNAL = 'signal must be a signal such as "SIGINT", or its number from 1 to 64'
const NOWHERE = '0192f0c1-2d3e-7abc-8def-0123456789ab'
const NOT_THEIRS = {
  status: 404,
  body: { code: 'NOT_FOUND', message: 'No such execution, or it is not yours.' },
}

/** An interactive run of alice's that goes on until the gateway is disposed. */
async function openRun(takes: Parameters<typeof serveRun>[2] = {}) {
  await using opened = new AsyncDisposableStack()
  const gateway = opened.use(await openTestGateway({ hold: () => Promise.withResolvers<never>().promise }))
  const client = createClient({ url: gateway.url, apiKey: 'rh_alice' })
  const { id } = await client.executions.submit.mutate(asked)
  const run = opened.use(serveRun(gateway.mesh, { accountId: 'alice', id }, takes))
  await expect.poll(() => client.executions.get.query({ id })).toMatchObject({ status: 'running' })
  const closing = opened.move()
  return { gateway, client, id, heard: run.heard, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}

const conflict = (message: string) => ({ status: 409, body: { code: 'CONFLICT', message } })
const post = (gateway: TestGateway, path: string, json: unknown = {}, account = 'alice') =>
  gateway.ask(`/api/v1/executions/${path}`, { json, headers: { authorization: `Bearer rh_${account}` } })

test('chunks of a client that waits for each reach the program whole and in their order, until the end', async () => {
  await using run = await openRun()
  const { client, id } = run
  const texts = Array.from({ length: 30 }, (_, number) => `line ${number}\n`)
  for (const data of texts) await client.executions.write.mutate({ id, data })
  await client.executions.write.mutate({ id, data: 'last', end: true })
  expect(run.heard).toEqual([
    ...texts.map((text) => ({ call: 'write', text, end: false })),
    { call: 'write', text: 'last', end: true },
  ])
})

test('a chunk is text or base64, and any byte can be written', async () => {
  await using run = await openRun()
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
  await run.client.executions.write.mutate({ id: run.id, data: 'é' })
  await post(run.gateway, `${run.id}/stdin`, { data: bytes.toString('base64'), encoding: 'base64' })
  expect(run.heard).toEqual([
    { call: 'write', text: Buffer.from('é').toString('latin1'), end: false },
    { call: 'write', text: bytes.toString('latin1'), end: false },
  ])
})

test.each([
  ['text', { data: 'x'.repeat(65_537) }, 65_537],
  ['text of wide characters', { data: 'é'.repeat(40_000) }, 80_000],
  ['much text', { data: 'x'.repeat(200_000) }, 200_000],
  ['base64', { data: Buffer.alloc(65_537).toString('base64'), encoding: 'base64' }, 65_537],
])('a chunk of more than 64 KiB of %s is 413, and nothing is written', async (_, chunk, bytes) => {
  await using run = await openRun()
  expect(await post(run.gateway, `${run.id}/stdin`, chunk)).toMatchObject({
    status: 413,
    body: {
      code: 'TOO_LARGE',
      message: `data must be at most 65536 bytes; it has ${bytes}`,
      details: { field: 'data', maximum: 65_536, bytes },
    },
  })
  expect(run.heard).toEqual([])
})

test.each([
  [{ data: 'x'.repeat(65_536) }],
  [{ data: Buffer.alloc(65_536).toString('base64'), encoding: 'base64' }],
])('a chunk of exactly 64 KiB is written', async (chunk) => {
  await using run = await openRun()
  expect(await post(run.gateway, `${run.id}/stdin`, chunk)).toMatchObject({ status: 200, body: {} })
  const [chunkHeard] = run.heard
  expect(chunkHeard?.call === 'write' && chunkHeard.text.length).toBe(65_536)
})

test.each([
  ['no base64', 'stdin', { data: 'no base64!', encoding: 'base64' }, 'data must be padded base64'],
  [
    'an encoding nobody knows',
    'stdin',
    { data: '', encoding: 'hex' },
    /^encoding must be one of utf8, base64/,
  ],
  ['an end that is no yes or no', 'stdin', { end: 'yes' }, /^end must be true or false/],
  ['a field nobody knows', 'stdin', { text: 'x' }, /^The request has no field `text`/],
  ...[0, 65, -1, 1.5, 'SIGNOTHING', '9', '', null, 'SIG'.repeat(9)].map(
    (signal) => [`signal ${signal}`, 'signal', { signal }, BAD_SIGNAL] as const,
  ),
  ['no signal', 'signal', {}, BAD_SIGNAL],
  ['no columns', 'resize', { columns: 0, rows: 24 }, /^columns must be at least 1$/],
  ['too many rows', 'resize', { columns: 80, rows: 1_001 }, /^rows must be at most 1000$/],
  ['a size of fractions', 'resize', { columns: 80.5, rows: 24 }, /^columns must be a whole number/],
] as const)('%s is refused in one sentence over REST and tRPC alike', async (_, what, body, message) => {
  await using run = await openRun()
  const rest = await post(run.gateway, `${run.id}/${what}`, body)
  const procedure = what === 'stdin' ? 'write' : what
  const trpc = await run.gateway.ask(`/trpc/executions.${procedure}`, { json: { id: run.id, ...body } })
  const expected = typeof message === 'string' ? message : expect.stringMatching(message)
  expect(rest).toMatchObject({ status: 400, body: { code: 'BAD_INPUT', message: expected } })
  expect(trpc).toMatchObject({ status: 400, body: { error: { message: rest.body.message } } })
  expect(run.heard).toEqual([])
})

test('a signal is named with or without SIG, or by its number, and a size goes to the terminal', async () => {
  await using run = await openRun()
  for (const signal of ['SIGINT', 'term', 9]) await post(run.gateway, `${run.id}/signal`, { signal })
  await post(run.gateway, `${run.id}/resize`, { columns: 1_000, rows: 1 })
  expect(run.heard).toEqual([
    { call: 'signal', signal: 2 },
    { call: 'signal', signal: 15 },
    { call: 'signal', signal: 9 },
    { call: 'resize', columns: 1_000, rows: 1 },
  ])
})

test('an id is the same in capitals', async () => {
  await using run = await openRun()
  expect(await post(run.gateway, `${run.id.toUpperCase()}/stdin`, { data: 'x' })).toMatchObject({
    status: 200,
  })
  expect(await run.gateway.ask(`/api/v1/executions/${run.id.toUpperCase()}`)).toMatchObject({
    status: 200,
    body: { id: run.id },
  })
})

const ACTIONS = [
  ['stdin', { data: 'x' }],
  ['signal', { signal: 'SIGINT' }],
  ['resize', { columns: 80, rows: 24 }],
] as const

test.each(ACTIONS)('%s of an execution that waits in the queue is a conflict', async (what, body) => {
  await using gateway = await openTestGateway({ hold: false })
  const { body: queued } = await gateway.ask('/api/v1/executions', { json: asked })
  const answer = await post(gateway, `${queued.id}/${what}`, body)
  expect(answer).toMatchObject(conflict('The execution has not started yet.'))
  expect(answer.body.details).toEqual({ status: 'queued' })
})

test.each(ACTIONS)(
  '%s of an execution that has ended is a conflict, from its events and its record',
  async (what, body) => {
    await using gateway = await openTestGateway()
    const run = { language: 'python', source: 'print(1)' }
    const { body: ended } = await gateway.ask('/api/v1/executions?wait=true', { json: run })
    const expected = conflict('The execution has finished.')
    expect(await post(gateway, `${ended.id}/${what}`, body)).toMatchObject(expected)
    gateway.records.set(`alice.${ended.id}`, ended as never)
    await gateway.forget(`alice.${ended.id}`)
    expect(await post(gateway, `${ended.id}/${what}`, body)).toMatchObject(expected)
  },
)

test.each(ACTIONS)('%s of what runs and has no executor to be asked is a conflict', async (what, body) => {
  await using gateway = await openTestGateway({ hold: () => Promise.withResolvers<never>().promise })
  const { body: started } = await gateway.ask('/api/v1/executions', { json: asked })
  await expect.poll(() => gateway.lastKind(`alice.${started.id}`)).toBe('started')
  expect(await post(gateway, `${started.id}/${what}`, body)).toMatchObject(
    conflict('The execution is unreachable at the moment.'),
  )
})

test.each(ACTIONS)(
  '%s of an execution that is not there, and of one of another account, are the same 404',
  async (what, body) => {
    await using run = await openRun()
    expect(await post(run.gateway, `${NOWHERE}/${what}`, body)).toMatchObject(NOT_THEIRS)
    expect(await post(run.gateway, `${run.id}/${what}`, body, 'bob')).toMatchObject(NOT_THEIRS)
    expect(run.heard).toEqual([])
  },
)

test('what takes no input, and what has no terminal, says so', async () => {
  await using run = await openRun({ input: false, terminal: false })
  expect(await post(run.gateway, `${run.id}/stdin`, { data: 'x' })).toMatchObject(
    conflict('The run accepts no input: it is not interactive, or its input has been closed.'),
  )
  expect(await post(run.gateway, `${run.id}/resize`, { columns: 1, rows: 1 })).toMatchObject(
    conflict('The run has no terminal.'),
  )
  const error = await run.client.executions.write.mutate({ id: run.id, data: 'x' }).catch((e: unknown) => e)
  expect(error).toBeInstanceOf(RunhiveError)
  expect(error).toMatchObject({ code: 'CONFLICT' })
})

test('nothing more can be written after the end of input', async () => {
  await using run = await openRun()
  await post(run.gateway, `${run.id}/stdin`, { end: true })
  expect(await post(run.gateway, `${run.id}/stdin`, { data: 'x' })).toMatchObject({ status: 409 })
  expect(run.heard).toEqual([{ call: 'write', text: '', end: true }])
})

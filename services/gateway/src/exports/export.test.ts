import { get } from 'node:http'
import { createClient } from '@runhive/client/client'
import { auth } from '@runhive/contracts/auth'
import { type Contract, RpcError } from '@runhive/contracts/define'
import type { ExecutionResult } from '@runhive/contracts/execution-result'
import { history } from '@runhive/contracts/history'
import { AskedRequest } from '@runhive/contracts/request'
import type { Mesh } from '@runhive/mesh/mesh'
import { expect, test } from 'vitest'
import { openTestGateway, type TestGateway } from '../testing/gateway.ts'
import { signedInAs } from '../testing/people.ts'

interface Line {
  readonly part: string
  readonly [field: string]: unknown
}

const readLines = (text: unknown): Line[] =>
  String(text)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

async function keep(gateway: TestGateway, count: number, account = 'alice'): Promise<ExecutionResult> {
  const headers = { authorization: `Bearer rh_${account}` }
  const asked = { language: 'python', source: 'print(1)' }
  const { body } = await gateway.ask('/api/v1/executions?wait=true', { json: asked, headers })
  const result = body as unknown as ExecutionResult
  for (let n = 0; n < count; n++) {
    const id = `0192f0c1-2d3e-7abc-8def-${String(n).padStart(12, '0')}`
    gateway.records.set(`${account}.${id}`, { ...result, id })
  }
  return result
}

/** A mesh on which one procedure is answered otherwise, from the n-th call on. */
function replacing(of: Contract, name: string, answer: (call: number, input: never) => unknown) {
  return (mesh: Mesh): Mesh => ({
    ...mesh,
    connect(contract) {
      const client = mesh.connect(contract)
      if (contract.name !== of.name) return client
      let calls = 0
      const original = (client as Record<string, (input: never) => unknown>)[name]
      const replaced = async (input: never) => (await answer(++calls, input)) ?? original?.(input)
      return { ...client, [name]: replaced }
    },
  })
}

const failingAt = (call: number) => (n: number) => {
  if (n >= call) throw new RpcError('UNAVAILABLE')
}

test('the archive of an account holds every part that is kept, a record a line, and says how many at its end', async () => {
  await using gateway = await openTestGateway()
  await keep(gateway, 5)
  await keep(gateway, 1, 'bob')
  const headers = signedInAs('alice', gateway.url)
  const { body } = await gateway.ask('/api/v1/keys', { json: { name: 'CI' }, headers })
  const answer = await gateway.ask('/api/v1/account/export', { headers })
  expect(answer.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8')
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="runhive-account.ndjson"')
  const lines = readLines(answer.body.text)
  const counts = Object.groupBy(lines, ({ part }) => part)
  expect(Object.fromEntries(Object.entries(counts).map(([part, all]) => [part, all?.length]))).toEqual({
    profile: 1,
    key: 1,
    usage: 1,
    request: 3,
    message: 1,
    execution: 5,
    end: 1,
  })
  expect(lines[0]).toMatchObject({ part: 'profile', profile: { email: 'alice@example.com' } })
  expect(lines.at(-1)).toEqual({
    part: 'end',
    counts: { profile: 1, key: 1, usage: 1, request: 3, message: 1, execution: 5 },
  })
  expect(String(answer.body.text)).not.toContain(String(body.token))
})

test('usage is exported from the first day of the account on', async () => {
  const asked: Array<{ from: string; to: string }> = []
  await using gateway = await openTestGateway({
    mesh: replacing(history, 'usage', (_, input) => {
      asked.push(input)
    }),
  })
  await gateway.ask('/api/v1/account/export', { headers: signedInAs('alice', gateway.url) })
  expect(asked[0]).toMatchObject({ from: '2024-01-01', to: '2024-12-31' })
  expect(asked[1]?.from).toBe('2025-01-01')
  expect(asked.at(-1)?.to.localeCompare(new Date().toISOString())).toBeGreaterThanOrEqual(0)
})

test('executions are exported oldest first, to keys too, and only the own', async () => {
  await using gateway = await openTestGateway()
  await keep(gateway, 5)
  const answer = await gateway.ask('/api/v1/executions/export')
  const lines = readLines(answer.body.text)
  expect(lines.map(({ part }) => part)).toEqual([...Array(5).fill('execution'), 'end'])
  expect(lines[0]).toMatchObject({ execution: { run: { stdout: 'print(1)' } } })
  const bobs = await gateway.ask('/api/v1/executions/export', { headers: { authorization: 'Bearer rh_bob' } })
  expect(readLines(bobs.body.text)).toEqual([{ part: 'end', counts: {} }])
})

test('each line has what was asked where it is kept, however long it is', async () => {
  await using gateway = await openTestGateway()
  await keep(gateway, 4)
  const [, short, long, gone] = [...gateway.records.keys()]
  const [brief, lengthy] = ['x', 'x'.repeat(2_000)].map((source) =>
    AskedRequest.parse({ language: 'c', source }),
  )
  gateway.requests.set(short ?? '', brief as AskedRequest)
  gateway.requests.set(long ?? '', lengthy as AskedRequest)
  gateway.requests.set('alice.other', brief as AskedRequest)
  const { body } = await gateway.ask('/api/v1/executions/export')
  const lines = readLines(body.text).slice(0, -1)
  expect(lines.map(({ request }) => request)).toEqual([undefined, brief, lengthy, undefined])
  expect(gone).toBeDefined()
})

test('over tRPC an export is an iteration of the same lines', async () => {
  await using gateway = await openTestGateway()
  await keep(gateway, 3)
  const client = createClient({ url: gateway.url, apiKey: 'rh_alice' })
  const lines = await Array.fromAsync(await client.executions.export.query())
  const { body } = await gateway.ask('/api/v1/executions/export')
  expect(lines).toEqual(readLines(body.text))
})

test('what goes wrong before the first line is answered as an error', async () => {
  await using gateway = await openTestGateway({ mesh: replacing(auth, 'getAccount', failingAt(1)) })
  const answer = await gateway.ask('/api/v1/account/export', { headers: signedInAs('alice', gateway.url) })
  expect(answer).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } })
  await using absent = await openTestGateway({ absent: ['history'] })
  expect(await absent.ask('/api/v1/executions/export')).toMatchObject({ status: 503 })
})

test('what goes wrong on the way is the last line, never silence', async () => {
  await using gateway = await openTestGateway({ mesh: replacing(history, 'exportPage', failingAt(2)) })
  await keep(gateway, 5)
  const answer = await gateway.ask('/api/v1/executions/export')
  const lines = readLines(answer.body.text)
  expect(lines.map(({ part }) => part)).toEqual(['execution', 'execution', 'error'])
  expect(lines.at(-1)).toEqual({
    part: 'error',
    code: 'UNAVAILABLE',
    message: expect.stringMatching(/try again/),
    requestId: answer.headers.get('x-request-id'),
  })
  const client = createClient({ url: gateway.url, apiKey: 'rh_alice' })
  const read = async () => Array.fromAsync(await client.executions.export.query())
  await expect(read()).rejects.toThrow()
})

test('a reader that does not read stops the export, and one that leaves ends it', async () => {
  const PAGE_BYTES = 512 * 1024
  let pages = 0
  await using gateway = await openTestGateway({
    mesh: replacing(history, 'exportPage', (call) => {
      pages = call
      const result = gateway.records.get('alice.0192f0c1-2d3e-7abc-8def-000000000000')
      const run = { ...result?.run, stdout: 'x'.repeat(PAGE_BYTES) }
      return { executions: [{ ...result, run }], nextCursor: 'more' }
    }),
  })
  await keep(gateway, 1)
  const url = `${gateway.url}/api/v1/executions/export`
  const request = get(url, { headers: { 'x-api-key': 'rh_alice' } })
  const answered = Promise.withResolvers<import('node:http').IncomingMessage>()
  request.on('response', answered.resolve).on('error', () => {})
  const answer = await answered.promise
  answer.on('error', () => {})
  /** The page at which it has stood still for a while: sockets hold a few megabytes. */
  const settled = async () => {
    let before = -1
    await expect
      .poll(
        () => {
          const still = pages === before
          before = pages
          return still
        },
        { interval: 300 },
      )
      .toBe(true)
    return pages
  }
  const stoodAt = await settled()
  expect(stoodAt).toBeLessThan(100)
  answer.resume()
  await expect.poll(() => pages).toBeGreaterThan(stoodAt)
  request.destroy()
  const leftAt = await settled()
  expect(pages).toBe(leftAt)
})

import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { createClient, watchExecution } from '@runhive/client/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openJourney } from './journey.ts'
import { type Journey, START_MS } from './journey-stack.ts'

let journey: Journey

beforeAll(async () => {
  journey = await openJourney({ WEBHOOK_ALLOW: '127.0.0.1' })
}, START_MS)

afterAll(async () => {
  await journey?.[Symbol.asyncDispose]()
}, START_MS)

const TIMEOUT = { timeout: 120_000 }
const terminal = { columns: 80, rows: 24 }

const GAME = `
secret = 7
while (guess := int(input("guess: "))) != secret: print("higher" if guess < secret else "lower")
print("yes")
`

test.each(['websocket', 'sse'] as const)(
  'somebody plays a guessing game over %s, sees each prompt before answering it, and Ctrl-C ends another',
  TIMEOUT,
  async (subscriptions) => {
    const client = createClient({ url: journey.stack.url, apiKey: journey.key, subscriptions })
    const { id } = await client.executions.submit.mutate({
      language: 'python',
      source: GAME,
      interactive: true,
      terminal,
    })
    const answers = ['5\n', '9\n', '7\n']
    let shown = ''
    let result: { status: string } | undefined
    for await (const { event } of watchExecution(client, id)) {
      if (event.kind === 'output') shown += event.text ?? ''
      if (event.kind === 'finished') result = event.result
      const asked = shown.split('guess: ').length - 1
      if (event.kind === 'output' && asked > 3 - answers.length && answers.length > 0) {
        await client.executions.write.mutate({ id, data: answers.shift() ?? '' })
      }
    }
    expect(result?.status).toBe('succeeded')
    expect(shown.replaceAll('\r\n', '\n')).toBe('guess: 5\nhigher\nguess: 9\nlower\nguess: 7\nyes\n')
    await expect(client.executions.write.mutate({ id, data: 'x' })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: 'The execution has finished.',
    })
  },
)

test(
  'an interactive run can be signalled by name, and one of another account cannot be reached at all',
  TIMEOUT,
  async () => {
    const { client } = journey
    const source = 'import time\nprint("up", flush=True)\ntime.sleep(60)'
    const { id } = await client.executions.submit.mutate({ language: 'python', source, interactive: true })
    const stranger = createClient({
      url: journey.stack.url,
      apiKey: await journey.stack.createKey('stranger'),
    })
    for await (const { event } of watchExecution(client, id)) {
      if (event.kind === 'output') {
        await expect(stranger.executions.write.mutate({ id, data: 'x' })).rejects.toMatchObject({
          code: 'NOT_FOUND',
        })
        await expect(stranger.executions.signal.mutate({ id, signal: 'SIGKILL' })).rejects.toMatchObject({
          code: 'NOT_FOUND',
        })
        await client.executions.signal.mutate({ id, signal: 'SIGTERM' })
      }
      if (event.kind === 'finished')
        expect(event.result).toMatchObject({ status: 'signaled', run: { signal: 'SIGTERM' } })
    }
  },
)

test('a hundred tests of a C++ program are told one by one, from one compilation', TIMEOUT, async () => {
  const source =
    '#include <iostream>\nint main() { int a, b; std::cin >> a >> b; std::cout << a + b << "\\n"; }'
  const tests = Array.from({ length: 100 }, (_, n) => ({
    stdin: `${n} 1`,
    expected: n === 41 ? '0' : `${n + 1}`,
  }))
  const { id } = await journey.client.executions.submit.mutate({ language: 'cpp', source, tests })
  const kinds: string[] = []
  for await (const { event } of watchExecution(journey.client, id)) {
    kinds.push(event.kind)
    if (event.kind !== 'finished') continue
    expect(event.result).toMatchObject({
      status: 'failed',
      message: '99 of 100 tests accepted; first failure "42": wrong answer',
    })
    expect(event.result.tests?.[41]).toMatchObject({ name: '42', status: 'wrong_answer' })
  }
  expect(kinds.filter((kind) => kind === 'phase')).toHaveLength(2)
  expect(kinds.filter((kind) => kind === 'test')).toHaveLength(100)
})

test(
  'asking again with the same idempotency key is the same execution, and another request under it is a conflict',
  TIMEOUT,
  async () => {
    const { client } = journey
    const asked = {
      language: 'python',
      source: 'import time; print(time.time_ns())',
      idempotencyKey: crypto.randomUUID(),
    }
    const [one, other] = await Promise.all([
      client.executions.run.mutate(asked),
      client.executions.run.mutate(asked),
    ])
    expect(other).toEqual(one)
    expect((await client.executions.submit.mutate(asked)).id).toBe(one.id)
    await expect(client.executions.run.mutate({ ...asked, stdin: 'x' })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
  },
)

test(
  'output is the same and whole in the answer, for watchers of both kinds, and when it is asked for later',
  TIMEOUT,
  async () => {
    const source = 'for i in range(300000): print("line", i)\nimport sys; sys.stderr.buffer.write(b"\\xff")'
    const { client } = journey
    const asked = {
      language: 'python',
      source,
      limits: { outputBytes: 8 << 20 },
      idempotencyKey: 'much output',
    }
    const answer = await client.executions.run.mutate(asked)
    expect(answer.message).toMatch(/; stderr is not UTF-8, shown with U\+FFFD$/)
    expect(answer.run).toMatchObject({ stderr: '\uFFFD', base64: { stderr: '/w==' } })
    expect(answer.run?.stdout).toBe(Array.from({ length: 300_000 }, (_, line) => `line ${line}\n`).join(''))
    expect(await client.executions.get.query({ id: answer.id })).toMatchObject({ run: answer.run })
    for (const subscriptions of ['websocket', 'sse'] as const) {
      const watcher = createClient({ url: journey.stack.url, apiKey: journey.key, subscriptions })
      let written = ''
      for await (const { event } of watchExecution(watcher, answer.id)) {
        if (event.kind === 'output' && event.stream === 'stdout') written += event.text ?? ''
        if (event.kind === 'finished') expect(event.result.run).toEqual(answer.run)
      }
      expect(written).toBe(answer.run?.stdout)
    }
  },
)

test('files come back, and what a program drew is a PNG by its content', TIMEOUT, async () => {
  const source = `
import struct, zlib
def chunk(kind, data): return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
rows = b"".join(b"\\0" + bytes([x * 16 for x in range(16)]) for _ in range(16))
open("plot.png", "wb").write(b"\\x89PNG\\r\\n\\x1a\\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 16, 16, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
`
  const { files } = await journey.client.executions.run.mutate({
    language: 'python',
    source,
    collect: ['*.png'],
  })
  expect(files).toMatchObject([{ name: 'plot.png', mime: 'image/png', encoding: 'base64' }])
  expect(
    Buffer.from(files?.[0]?.content ?? '', 'base64')
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG')
})

test(
  'a webhook tells a receiver of the result, signed, and the log tells of the delivery',
  TIMEOUT,
  async () => {
    const arrived = Promise.withResolvers<{ headers: IncomingHttpHeaders; body: string }>()
    const server = createServer(async (request, response) => {
      const body = await text(request)
      response.end()
      arrived.resolve({ headers: request.headers, body })
    }).listen(0, journey.receiverHost)
    await once(server, 'listening')
    const url = `http://${journey.receiverHost}:${(server.address() as AddressInfo).port}/hook`
    const { client } = journey
    const { secret } = await client.webhooks.secret.query()
    const { id } = await client.executions.submit.mutate({
      language: 'python',
      source: 'print(1)',
      webhook: { url },
    })

    const { headers, body } = await arrived.promise
    server.close()
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
    const signature = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
    expect(String(headers['webhook-signature']).split(' ')).toContain(signature)
    expect(JSON.parse(body)).toMatchObject({ type: 'execution.finished', data: { id, status: 'succeeded' } })
    const deliveries = async () => (await client.webhooks.deliveries.query({ executionId: id })).deliveries
    await expect.poll(deliveries).toMatchObject([{ status: 'delivered', attempts: [{ httpStatus: 200 }] }])
  },
)

test('a webhook to an address inside is refused, and the log says so', TIMEOUT, async () => {
  const { client } = journey
  const delivery = await client.webhooks.test.mutate({ url: 'http://169.254.169.254/latest/meta-data' })
  expect(delivery).toMatchObject({ status: 'failed', attempts: [{ httpStatus: null }] })
  expect(delivery.attempts[0]?.error).toBeTruthy()
})

test(
  'one execution of a second tenant does not wait for the many that a first one has queued',
  TIMEOUT,
  async () => {
    const many = createClient({ url: journey.stack.url, apiKey: await journey.stack.createKey('many') })
    const lone = createClient({ url: journey.stack.url, apiKey: await journey.stack.createKey('lone') })
    const hello = { language: 'python', source: 'print(1)' }
    const submitted = await Promise.all(
      Array.from({ length: 60 }, () => many.executions.submit.mutate(hello)),
    )
    expect((await lone.executions.run.mutate(hello)).status).toBe('succeeded')
    const states = await Promise.all(submitted.map(({ id }) => many.executions.get.query({ id })))
    expect(states.filter(({ status }) => status === 'queued').length).toBeGreaterThan(20)
    for (const { id } of submitted) await many.executions.cancel.mutate({ id })
  },
)

import { RpcError } from '@runhive/contracts/define'
import type { ExecutionEvent } from '@runhive/contracts/execution-result'
import type { WorkItem } from '@runhive/contracts/execution-streams'
import type { Log, Queue } from '@runhive/mesh/mesh'
import { createLogger } from '@runhive/process/log'
import { expect, test } from 'vitest'
import { type AcceptDeps, accept } from './accept.ts'

const item = { accountId: 'ada', id: 'one', request: { store: true } } as WorkItem
const log = createLogger({ service: 'test', level: 'silent' })

function depsWith(append: Log<ExecutionEvent>['append'], more: Partial<AcceptDeps> = {}): AcceptDeps {
  return {
    queue: { publish: async () => ({ duplicate: false }) } as unknown as Queue<WorkItem>,
    events: { append, last: async () => undefined } as unknown as Log<ExecutionEvent>,
    requests: { append: () => expect.unreachable(), erase: () => expect.unreachable() },
    erasures: { append: () => expect.unreachable(), forget: () => expect.unreachable() },
    queueDepth: () => 0,
    log,
    ...more,
  }
}

test('an execution counts as accepted only once everybody who knows its id can find it', async () => {
  const stored = Promise.withResolvers<undefined>()
  const steps: string[] = []
  const accepted = accept(
    depsWith(async () => stored.promise as never),
    item,
    'normal' as never,
    undefined,
  ).then(() => steps.push('accepted'))
  await new Promise(setImmediate)
  steps.push('stored')
  stored.resolve(undefined)
  await accepted
  expect(steps).toEqual(['stored', 'accepted'])
})

test.each(['OVERLOADED', 'UNAVAILABLE'])(
  'of an execution that the queue has not acknowledged nobody is told (%s)',
  async (code) => {
    const told: unknown[] = []
    const answer = Promise.withResolvers<never>()
    const queue = { publish: () => answer.promise } as unknown as Queue<WorkItem>
    const accepted = accept(
      depsWith(async (key) => void told.push(key), { queue }),
      item,
      'light',
      undefined,
    )
    await new Promise(setImmediate)
    answer.reject(new RpcError(code))
    await expect(accepted).rejects.toThrow()
    expect(told).toEqual([])
  },
)

test('one that the queue has had before is not called queued again behind what has happened since', async () => {
  const told: unknown[] = []
  const accepting = (last: unknown) =>
    accept(
      depsWith(expect.unreachable, {
        queue: { publish: async () => ({ duplicate: true }) } as unknown as Queue<WorkItem>,
        events: { append: async (key: string) => void told.push(key), last: async () => last } as never,
      }),
      item,
      'light',
      undefined,
    )
  await accepting({ number: 2 })
  expect(told).toEqual([])
  await accepting(undefined)
  expect(told).toEqual(['ada.one'])
})

test('what the queue has taken is accepted although its first event was not stored', async () => {
  const deps = depsWith(async () => Promise.reject(new Error('no log')))
  await expect(accept(deps, item, 'normal' as never, undefined)).resolves.toBeUndefined()
})

const asked = {
  ...item,
  requestSent: true,
  request: {
    ...{ language: 'python', source: 'print(1)', stdin: 'in', store: true },
    webhook: { url: 'https://hooks.example/secret' },
    idempotencyKey: 'a key',
  },
} as WorkItem
const instantly: Log<ExecutionEvent>['append'] = async () => undefined
const refusing = {
  publish: () => Promise.reject(new RpcError('OVERLOADED')),
} as unknown as Queue<WorkItem>

test('what was asked is sent beside the item, not after it, without the webhook and the idempotency key', async () => {
  const queued = Promise.withResolvers<{ duplicate: boolean }>()
  const sent: unknown[] = []
  const queue = { publish: () => queued.promise } as unknown as Queue<WorkItem>
  const requests = {
    append: async (...call: unknown[]) => void sent.push(call.slice(0, 3)),
    erase: () => expect.unreachable(),
  }
  const accepted = accept(depsWith(instantly, { queue, requests }), asked, 'light', undefined)
  const request = { language: 'python', source: 'print(1)', stdin: 'in' }
  expect(sent).toEqual([['ada.one', 1, { kind: 'asked', request }]])
  queued.resolve({ duplicate: false })
  await accepted
})

test('an execution is accepted although what was asked cannot be sent to history, or takes for ever', async () => {
  const lines: string[] = []
  const noisy = createLogger({
    ...{ service: 'test', level: 'info' },
    destination: { write: (line: string) => void lines.push(line) },
  })
  for (const append of [
    () => Promise.reject(new Error('no log')),
    () => Promise.withResolvers<never>().promise,
  ]) {
    const requests = { append, erase: () => expect.unreachable() }
    await expect(
      accept(depsWith(instantly, { requests, log: noisy }), asked, 'light', undefined),
    ).resolves.toBeUndefined()
  }
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['could not send a request to history'])
  expect(lines.join()).not.toMatch(/print|hooks|a key/)
})

test('of what the queue refuses nothing stays: what was asked is forgotten once it is stored', async () => {
  const stored = Promise.withResolvers<undefined>()
  const forgotten = Promise.withResolvers<string>()
  const requests = {
    append: () => stored.promise,
    erase: async (key: string) => forgotten.resolve(key),
  }
  const deps = depsWith(instantly, { queue: refusing, requests })
  await expect(accept(deps, asked, 'light', undefined)).rejects.toMatchObject({ code: 'QUEUE_FULL' })
  stored.resolve(undefined)
  expect(await forgotten.promise).toBe('ada.one')
})

test('one that is awaited is called queued by who waits, unless its lane is long: its gateway may die', async () => {
  const awaited = { ...item, awaited: true }
  for (const [depth, atOnce] of [
    [32, 0],
    [33, 1],
  ] as const) {
    const told: number[] = []
    const deps = depsWith(async (_key, number) => void told.push(number), { queueDepth: () => depth })
    const tellQueued = await accept(deps, awaited, 'light', undefined)
    expect(told).toHaveLength(atOnce)
    await tellQueued?.()
    expect(told).toEqual([1])
  }
})

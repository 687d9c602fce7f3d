import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { auth } from '@runhive/contracts/auth'
import { eventKey, executionCancellations, executionEvents } from '@runhive/contracts/execution-streams'
import { connectRawNats } from '@runhive/mesh/testing/raw-nats'
import type { Target } from '../ask.ts'
import type { Disturbance, Drill } from '../drill.ts'
import type { Scene } from '../scene.ts'
import { until } from '../until.ts'
import { type Leaver, submit, TRANSPORTS, type Transport } from './leave.ts'

/** Concurrent callers. */
const AT_ONCE = 16
/** How long after the last caller has left the counted executions must be the running ones, milliseconds. */
const WITHIN_MS = 15_000
/** How many watch the same execution. */
const WATCHERS = 8
/**
 * How long accepted executions may take to end after they are cancelled: each waits for its turn in the queue beside
 * the load.
 */
const END_MS = 400_000
/** After this time a user would call the account locked out. */
const ATTACK_MS = 5_000

/**
 * `count` callers leave at random moments, over every transport. Afterwards only accepted executions count, and after
 * their end none.
 */
export function leavers(count: number): Drill {
  return {
    name: 'leavers',
    title: `${count} callers leave early`,
    outageMs: 0,
    async disturb(scene, on) {
      return [...(await attack(scene, on)), ...(await leaveInAllWays(scene, on, count))]
    },
  }
}

/** This once locked an account out: ten POSTs, each abandoned within five milliseconds. */
async function attack(scene: Scene, { note, target: { url } }: Disturbance): Promise<string[]> {
  await using account = await openAccount(scene, url)
  const posts = Array.from({ length: 10 }, (_, number) =>
    TRANSPORTS.REST(account.target, {
      ...{ request: toRequest(number, ''), wait: false, afterMs: number / 2 },
      watched: async () => '',
    }),
  )
  await Promise.all(posts)
  await until(account.isRight, ATTACK_MS)
  const { outstanding, unfinished, today, accepted } = await account.look()
  note(
    `ten posts left after 0 to 5 ms: ${outstanding} outstanding where ${unfinished} run, ${today} of the day's quota where ${accepted} were accepted`,
  )
  await account.endAll()
  return []
}

async function leaveInAllWays(
  scene: Scene,
  { note, target: { url } }: Disturbance,
  count: number,
): Promise<string[]> {
  await using account = await openAccount(scene, url)
  const left = await leaveAll(account.target, count)
  const leftAtMs = performance.now()
  const secondsSince = () => ((performance.now() - leftAtMs) / 1_000).toFixed(1)
  const names = Object.entries(left).map(([transport, number]) => `${transport} ${number}`)
  note(`left early: ${names.join(', ')}`)
  const inTime = await until(account.isRight, WITHIN_MS)
  const { outstanding, unfinished, today, accepted } = await account.look()
  note(
    `${secondsSince()} s later: ${outstanding} outstanding where ${unfinished} run, ${today} of the day's quota where ${accepted} were accepted`,
  )
  const ended = await account.endAll()
  const last = await account.look()
  note(
    `${secondsSince()} s later, all cancelled: ${last.outstanding} outstanding where ${last.unfinished} run, ${last.today} of the day's quota where ${last.accepted} were accepted`,
  )
  const complaints: string[] = []
  if (!inTime)
    complaints.push(
      `${WITHIN_MS / 1000} s after the last caller had left, others than accepted executions counted`,
    )
  if (!ended)
    complaints.push(`in the end ${last.outstanding} are outstanding and ${last.unfinished} have not finished`)
  if (last.today !== last.accepted)
    complaints.push(`${last.today} of the day's quota are used by ${last.accepted} executions`)
  return complaints
}

/**
 * An account of its own, seen from two sides: what auth counts for it, and what really runs according to its events.
 */
async function openAccount({ stack, mesh }: Scene, url: string) {
  const apiKey = await stack.createKey(`leavers-${randomUUID().slice(0, 8)}`)
  const client = mesh.connect(auth)
  const { accountId } = await client.admit({
    credential: { kind: 'key', token: apiKey },
    procedure: 'executions.list',
  })
  const finished = new Map<string, boolean>()
  // Not read from the log: the events of executions that are not stored are erased once they are answered.
  const wire = await connectRawNats(stack.natsUrl)
  await wire.listen(`${executionEvents.prefix}.${accountId}.*.*`, (subject) => {
    const [id = '', kind] = subject.split('.').slice(-2)
    finished.set(id, finished.get(id) === true || kind === 'finished')
  })
  const control = mesh.log(executionCancellations)
  const unfinished = () => [...finished].filter(([, isFinished]) => !isFinished).map(([id]) => id)
  const look = async () => {
    const { outstanding, executionsToday: today } = await client.getAllowance({ accountId })
    return { outstanding, today, unfinished: unfinished().length, accepted: finished.size }
  }
  return {
    target: { url, apiKey } satisfies Target,
    look,
    /** Whether exactly the accepted executions count. */
    async isRight() {
      const { outstanding, today, unfinished, accepted } = await look()
      return outstanding === unfinished && today === accepted
    },
    /** Cancels all running executions. Resolves with whether nothing counts in the end. */
    endAll: () =>
      until(async () => {
        await Promise.all(
          unfinished().map((id) => control.append(eventKey(accountId, id), 1, { kind: 'cancel' })),
        )
        return (await look()).outstanding === 0 && unfinished().length === 0
      }, END_MS),
    [Symbol.asyncDispose]: () => wire[Symbol.asyncDispose](),
  }
}

async function leaveAll(target: Target, count: number): Promise<Record<string, number>> {
  const transports = Object.keys(TRANSPORTS) as Transport[]
  const run = randomUUID()
  const watched = shared(WATCHERS, () => submit(target, toRequest(0, run)))
  const left: Record<string, number> = {}
  let next = 0
  const leave = async () => {
    for (let number = next++; number < count; number = next++) {
      const transport = transports[number % transports.length] ?? 'REST'
      await TRANSPORTS[transport](target, {
        ...leaverOf(Math.floor(number / transports.length), run),
        watched,
      })
      left[transport] = (left[transport] ?? 0) + 1
      await delay(Math.random() * 20)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, leave))
  return left
}

/** Creates one thing for every `users` callers. */
function shared<T>(users: number, make: () => Promise<T>): () => Promise<T> {
  let used = 0
  let made: Promise<T> | undefined
  return () => {
    if (used++ % users === 0 || made === undefined) made = make()
    return made
  }
}

/** Half of them leave within five milliseconds, while auth decides; the others at any time until the first results. */
function leaverOf(number: number, run: string): Omit<Leaver, 'watched'> {
  const request = toRequest(number, run)
  return { request, wait: number % 2 === 0, afterMs: Math.random() * (number % 4 < 2 ? 5 : 120) }
}

/** Plain requests, requests with tests, with a shared idempotency key, and with `store: false`. */
function toRequest(number: number, run: string): Record<string, unknown> {
  const plain = { language: 'bash', source: 'read n; echo "$n"', stdin: `${number}\n` }
  const kind = Math.floor(number / 2) % 4
  if (kind === 1) return { ...plain, tests: [1, 2].map((n) => ({ stdin: `${n}\n`, expected: `${n}` })) }
  if (kind === 2) return { ...plain, stdin: '', idempotencyKey: `${run}-${Math.floor(number / 16)}` }
  return kind === 3 ? { ...plain, store: false } : plain
}

import { type Client, createClient, watchExecution } from '@runhive/client/client'
import { type Answer, ask } from './ask.ts'
import type { OpenTally } from './tally.ts'

/** Requests at a constant rate, independent of the results of earlier ones. */
export interface Load {
  /** How many were begun a second until now. */
  rate(): number
  /** Begins no more, and resolves when each has had its answer. */
  stop(): Promise<void>
}

export interface LoadOptions {
  /** Where the balancer is. */
  readonly url: string
  /** API keys, taken in turn. */
  readonly keys: ReadonlyArray<string>
  readonly perSecond: number
  readonly tally: OpenTally
}

/**
 * Of fifty requests. An execution each for the first three kinds, about as many as two busy processors carry out in a
 * second.
 */
const MIX = { run: 2, submit: 1, watch: 1, get: 28, list: 6, languages: 6, status: 6 } as const
const EXECUTE: ReadonlySet<Kind> = new Set(['run', 'submit', 'watch'])
/**
 * With so many under way another one is not begun: a machine that carries out fewer than are asked for would only
 * queue, for longer than anybody waits.
 */
const MOST_UNDER_WAY = 12
type Kind = keyof typeof MIX

/** The kinds in the order in which they come: each spread over the whole. */
export const ORDER: ReadonlyArray<Kind> = (Object.entries(MIX) as Array<[Kind, number]>)
  .flatMap(([kind, count]) => Array.from({ length: count }, (_, at) => ({ kind, at: (at + 0.5) / count })))
  .toSorted((one, other) => one.at - other.at)
  .map(({ kind }) => kind)

export function startLoad(options: LoadOptions): Load {
  const { keys, perSecond, tally } = options
  const clients = keys.map((apiKey, at) =>
    createClient({ url: options.url, apiKey, subscriptions: at % 2 === 0 ? 'websocket' : 'sse' }),
  )
  const underWay = new Set<Promise<unknown>>()
  const begunAt = performance.now()
  let [begun, stopped] = [0, false]
  const callers = keys.map((key, at) => createCaller(options, key, clients[at] as Client))
  const executing = new Set<Promise<unknown>>()
  const begin = () => {
    const next = ORDER[begun % ORDER.length] ?? 'get'
    const kind = EXECUTE.has(next) && executing.size >= MOST_UNDER_WAY ? 'get' : next
    // Another caller each time the whole order has been gone through: every caller asks everything.
    const caller = callers[Math.floor(begun / ORDER.length) % callers.length]
    const number = begun
    begun += 1
    const request = tally.count(kind, async () => caller?.[kind](number))
    for (const set of EXECUTE.has(kind) ? [underWay, executing] : [underWay]) {
      set.add(request)
      void request.finally(() => set.delete(request))
    }
  }
  // A timer of a busy machine is late: what is due by then is begun all at once.
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - begunAt) / 1_000) * perSecond)
    while (!stopped && begun < due) begin()
  }, 1_000 / perSecond)
  return {
    rate: () => begun / ((performance.now() - begunAt) / 1_000),
    async stop() {
      stopped = true
      clearInterval(timer)
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}

type Caller = Readonly<Record<Kind, (number: number) => Promise<unknown>>>

/** One account's requests. Each rejects unless the answer is the right one. */
function createCaller({ url, tally }: LoadOptions, key: string, client: Client): Caller {
  const mine: string[] = []
  const api = (path: string, json?: unknown) => ask(`${url}/api/v1${path}`, key, json)
  const accept = (id: string, prints: string) => {
    mine.push(id)
    tally.accept(id, { prints, key })
  }
  const submit = async (number: number) => {
    const { body } = expect(await api('/executions', program(number)), 202)
    const id = String(body.id)
    accept(id, prints(number))
    return id
  }
  return {
    submit,
    async run(number) {
      const { body } = expect(await api('/executions?wait=true', program(number)), 200)
      accept(String(body.id), prints(number))
      assertPrinted(body, prints(number))
    },
    async watch(number) {
      const id = await submit(number)
      let last = 0
      for await (const { number: place, event } of watchExecution(client, id)) {
        if (place !== last + 1) throw new Error(`event ${place} came after ${last}`)
        last = place
        if (event.kind === 'finished') return assertPrinted(event.result, prints(number))
      }
      throw new Error('the events ended without a last one')
    },
    async get(number) {
      const id = mine[number % mine.length]
      if (id === undefined) return
      const { body } = expect(await api(`/executions/${id}`), 200)
      if (body.id !== id) throw new Error('another execution was told')
    },
    list: async () => expect(await api('/executions'), 200),
    languages: async () => expect(await api('/languages'), 200),
    status: async () => expect(await api('/status'), 200),
  }
}

const program = (number: number) => ({ language: 'python', source: 'print(input())', stdin: `${number}\n` })
const prints = (number: number) => `${number}\n`

function expect(answer: Answer, status: number): Answer {
  if (answer.status === status) return answer
  throw new Error(`${answer.status} ${String(answer.body.code)}: ${String(answer.body.message)}`)
}

/** Whether an execution has succeeded and printed this. */
export function hasPrinted(result: unknown, stdout: string): boolean {
  const { status, run } = result as { status: string; run?: { stdout: string } }
  return status === 'succeeded' && run?.stdout === stdout
}

function assertPrinted(result: unknown, stdout: string): void {
  if (!hasPrinted(result, stdout))
    throw new Error(`not what it must print: ${JSON.stringify(result).slice(0, 300)}`)
}

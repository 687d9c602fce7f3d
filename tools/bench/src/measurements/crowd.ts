import { type Client, createClient } from '@runhive/client/client'
import { residentBytes } from '../resident.ts'
import type { Setting } from '../setting.ts'
import { watchOutput } from '../watch-output.ts'

const MIB = 1024 * 1024
const WATCHERS = 500
/** Below what a gateway allows one address to open, and on each socket to subscribe to. */
const SOCKETS = 10
const LINES = 100
const PAUSE_MS = 30
const SAMPLE_EVERY_MS = 50

/** Prints when it is told to. The pauses keep lines apart, so that each is an event. */
const SOURCE = `import time
input()
for number in range(${LINES}):
    print(number, flush=True)
    time.sleep(${PAUSE_MS / 1000})
`

export interface Crowd {
  readonly watchers: number
  /** From telling the program to print until every watcher had `finished`, milliseconds. */
  readonly allFinishedMs: number
  /** What the program's own pauses come to: it cannot take less. */
  readonly runMs: number
  /** From the first watcher's `finished` to the last one's. */
  readonly spreadMs: number
  /** Output events over all watchers, a second. */
  readonly eventsPerSecond: number
  /** Memory of the gateway at most while they watched, over what it had before they came, MiB. */
  readonly gatewayGrowthMiB: number
}

/** Many watchers on one run: all are there before it prints anything. */
export async function measureCrowd({ gateway, processes, settle }: Setting): Promise<Crowd> {
  await settle()
  const pid = processes().find(({ name }) => name === 'gateway')?.pid ?? 0
  const before = await residentBytes(pid)
  using memory = startPeak(pid)
  const clients = Array.from({ length: SOCKETS }, () => createClient(gateway))
  const [first] = clients
  if (!first) throw new Error('there is at least one socket')
  const { id } = await first.executions.submit.mutate({
    language: 'python',
    source: SOURCE,
    interactive: true,
  })
  const crowd = await gather(clients, id)
  const releasedMs = performance.now()
  await first.executions.write.mutate({ id, data: 'go\n' })
  const ends = await crowd.ended
  const allFinishedMs = Math.max(...ends) - releasedMs
  return {
    watchers: ends.length,
    allFinishedMs,
    runMs: LINES * PAUSE_MS,
    spreadMs: Math.max(...ends) - Math.min(...ends),
    eventsPerSecond: (crowd.events() * 1000) / allFinishedMs,
    gatewayGrowthMiB: (memory.peak() - before) / MIB,
  }
}

/** Resolves when every watcher has had its first event; `ended` when each has `finished`, with the time of each. */
async function gather(clients: ReadonlyArray<Client>, id: string) {
  let events = 0
  const watchers = clients.flatMap((client) =>
    Array.from({ length: WATCHERS / SOCKETS }, () => {
      const arrived = Promise.withResolvers<void>()
      const text = () => {
        events += 1
      }
      const ended = watchOutput(client, id, { text, firstEvent: arrived.resolve })
      return { arrived: arrived.promise, ended: ended.then(() => performance.now()) }
    }),
  )
  const ended = Promise.all(watchers.map((watcher) => watcher.ended))
  // When one fails nobody else need arrive.
  await Promise.race([Promise.all(watchers.map(({ arrived }) => arrived)), ended])
  return { ended, events: () => events }
}

/** Looks at a process's memory all the time, until disposed. */
function startPeak(pid: number): Disposable & { peak(): number } {
  let peak = 0
  const look = async () => {
    peak = Math.max(peak, await residentBytes(pid))
  }
  const timer = setInterval(() => void look().catch(() => undefined), SAMPLE_EVERY_MS)
  return {
    peak: () => peak,
    [Symbol.dispose]: () => clearInterval(timer),
  }
}

import pg from 'pg'

export interface NotificationOptions {
  /** Is called when the connection is lost, and when none can be made, once until there is one again. */
  readonly onLost?: (error: unknown) => void
  /** How often it is asked whether the connection still works, milliseconds. Default 30 s. */
  readonly checkEveryMs?: number
}

/** Pauses before another attempt to connect, milliseconds. */
const PAUSE_MS = { first: 100, longest: 2_000 }
const CHECK_EVERY_MS = 30_000
/** For a connection, and for each answer on it, milliseconds. A host that is gone says nothing. */
const ANSWER_MS = 5_000

/**
 * Listens on one connection of its own, for as long as it is not disposed, and calls the function of each channel of
 * `wakes` when something was notified there, and each time when it has begun to listen: what was notified before that
 * was not heard. So a function must look for work, and may find none. Channels are of the whole database: their names
 * begin with that of the service. What is notified in a transaction is heard after its commit, once per channel.
 *
 * Needs a session of its own: a pooler in transaction mode does not pass notifications on.
 */
export function listenTo(
  url: string,
  wakes: Readonly<Record<string, () => void>>,
  { onLost, checkEveryMs = CHECK_EVERY_MS }: NotificationOptions = {},
): AsyncDisposable {
  const stop = Promise.withResolvers<'stop'>()
  let stopped = false
  let isLost = false
  let pauseMs = PAUSE_MS.first

  const heard = () => {
    isLost = false
    pauseMs = PAUSE_MS.first
    for (const wake of Object.values(wakes)) wake()
  }
  const run = async () => {
    while (!stopped) {
      try {
        await listen(url, wakes, { heard, checkEveryMs, stop: stop.promise })
      } catch (error) {
        if (!isLost && !stopped) onLost?.(error)
        isLost = true
        if (!stopped) await passes(pauseMs * (0.5 + Math.random() / 2), stop.promise)
        pauseMs = Math.min(PAUSE_MS.longest, 2 * pauseMs)
      }
    }
  }
  const ended = run()
  return {
    async [Symbol.asyncDispose]() {
      stopped = true
      stop.resolve('stop')
      await ended
    },
  }
}

interface Listening {
  /** Is called when it listens on every channel. */
  readonly heard: () => void
  readonly checkEveryMs: number
  readonly stop: Promise<'stop'>
}

/** Listens on one connection until `stop`; rejects when it is lost. */
async function listen(
  url: string,
  wakes: Readonly<Record<string, () => void>>,
  { heard, checkEveryMs, stop }: Listening,
): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'notifications',
    connectionTimeoutMillis: ANSWER_MS,
    query_timeout: ANSWER_MS,
    keepAlive: true,
  })
  const lost = new Promise<never>((_, reject) => {
    client.on('error', reject)
    client.on('end', () => reject(new Error('the connection was closed')))
  })
  lost.catch(() => undefined)
  client.on('notification', ({ channel }) => wakes[channel]?.())
  try {
    const opening = async () => {
      await client.connect()
      await client.query(Object.keys(wakes).map(toListen).join(';'))
    }
    if ((await Promise.race([opening(), lost, stop])) === 'stop') return
    heard()
    while (await passes(checkEveryMs, Promise.race([lost, stop]))) {
      if ((await Promise.race([client.query('select 1'), lost, stop])) === 'stop') return
    }
  } finally {
    // What does not answer is not waited for.
    const ended = client.end().catch(() => undefined)
    await passes(ANSWER_MS, ended)
  }
}

const toListen = (channel: string) => `listen ${pg.escapeIdentifier(channel)}`

/** Whether so many milliseconds pass before `event`. Rejects with it. */
async function passes(ms: number, event: Promise<unknown>): Promise<boolean> {
  const over = Promise.withResolvers<true>()
  const timer = setTimeout(() => over.resolve(true), ms)
  try {
    return (await Promise.race([over.promise, event])) === true
  } finally {
    clearTimeout(timer)
  }
}

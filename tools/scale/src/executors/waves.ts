/** Starting Python, on a busy machine. */
const GRACE_MS = 10_000

interface Waves {
  readonly url: string
  readonly apiKey: string
  /** Executions that all executors together run at once. */
  readonly capacity: number
  readonly waves: number
  readonly sleepMs: number
}

/**
 * As many waves as said, of as many executions as can run at once, with the next wave always queued: executions a
 * second from the end of the first wave, which warm cells make quick, to the end of the last one.
 */
export async function runWaves({ url, apiKey, capacity, waves, sleepMs }: Waves): Promise<number> {
  const total = capacity * waves
  const ends: number[] = []
  let begun = 0
  const caller = async () => {
    while (begun < total) {
      begun += 1
      await sleepOnce({ url, apiKey, sleepMs })
      ends.push(performance.now())
    }
  }
  await Promise.all(Array.from({ length: 2 * capacity }, caller))
  ends.sort((a, b) => a - b)
  const from = ends[capacity - 1] ?? Number.NaN
  const to = ends.at(-1) ?? Number.NaN
  return ((total - capacity) * 1_000) / (to - from)
}

async function sleepOnce({ url, apiKey, sleepMs }: Pick<Waves, 'url' | 'apiKey' | 'sleepMs'>): Promise<void> {
  const source = `import time\ntime.sleep(${sleepMs / 1_000})\n`
  const response = await fetch(`${url}/api/v1/executions?wait=true`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      language: 'python',
      source,
      store: false,
      limits: { wallMs: sleepMs + GRACE_MS },
    }),
  })
  const { status, message } = (await response.json()) as { status?: unknown; message?: unknown }
  if (status !== 'succeeded') throw new Error(`a program that sleeps ended as ${status}: ${message}`)
}

import { createClient } from '@runhive/client/client'
import { calibrateRealTime } from '../real-time.ts'
import type { Report } from '../report.ts'
import type { Setting } from '../setting.ts'
import { percentile, summarize } from '../statistics.ts'
import { watchOutput } from '../watch-output.ts'
import type { GatewayOptions } from '../ways/gateway.ts'
import { measureCrowd } from './crowd.ts'

const MIB = 1024 * 1024
const BULK_BYTES = 8 * MIB
const BULK_RUNS = 5
/** A moment first, so that the watcher is there before the first byte. */
const BULK = `import sys, time
time.sleep(0.3)
chunk = ("x" * 63 + "\\n") * 1024
for _ in range(${BULK_BYTES / (64 * 1024)}): sys.stdout.write(chunk)
`

const TICK_RUNS = 4
const TICKS = 40
/** Says when it is: read directly before the write. Pauses are long enough that every line is an event of its own. */
const TICKING = `import sys, time
time.sleep(0.3)
for _ in range(${TICKS}):
    sys.stdout.write(f"{time.time_ns()}\\n")
    sys.stdout.flush()
    time.sleep(0.05)
`

/** What a watcher on a WebSocket gets: how much, how soon, and among how many. */
export async function measureStreaming(
  setting: Setting,
  say: (line: string) => void,
): Promise<NonNullable<Report['streaming']>> {
  const { gateway } = setting
  const rates: number[] = []
  for (let run = 0; run < BULK_RUNS; run++) rates.push(await bytesPerSecond(gateway))
  say(`streaming: ${BULK_RUNS} runs of ${BULK_BYTES / MIB} MiB`)
  const delays: number[] = []
  for (let run = 0; run < TICK_RUNS; run++) {
    await setting.settle()
    delays.push(...(await writeToCallbackMs(gateway)))
  }
  say(`streaming: ${delays.length} lines, each with the time at which it was written`)
  const crowd = await measureCrowd(setting)
  say(`streaming: ${crowd.watchers} watchers on one run`)
  return { mibPerSecond: percentile(rates, 0.5) / MIB, firstByteMs: summarize(delays), crowd }
}

/** From the first output event to `finished`. */
async function bytesPerSecond(gateway: GatewayOptions): Promise<number> {
  const client = createClient(gateway)
  const limits = { outputBytes: BULK_BYTES }
  const { id } = await client.executions.submit.mutate({ language: 'python', source: BULK, limits })
  let bytes = 0
  let firstMs: number | undefined
  const text = (chunk: string) => {
    firstMs ??= performance.now()
    bytes += chunk.length
  }
  await watchOutput(client, id, { text })
  const ms = performance.now() - (firstMs ?? Number.NaN)
  if (bytes !== BULK_BYTES) throw new Error(`a watcher got ${bytes} bytes of ${BULK_BYTES}`)
  return (bytes * 1000) / ms
}

/** From the moment a program says it is to the watcher's callback: one clock, since both are on this machine. */
async function writeToCallbackMs(gateway: GatewayOptions): Promise<number[]> {
  const client = createClient(gateway)
  const { id } = await client.executions.submit.mutate({ language: 'python', source: TICKING })
  const realTimeMs = calibrateRealTime()
  const delays: number[] = []
  const text = (chunk: string) => {
    const now = realTimeMs()
    for (const line of chunk.trimEnd().split('\n')) delays.push(now - Number(line) / 1e6)
  }
  await watchOutput(client, id, { text })
  if (delays.length !== TICKS) throw new Error(`a watcher got ${delays.length} lines of ${TICKS}`)
  return delays
}

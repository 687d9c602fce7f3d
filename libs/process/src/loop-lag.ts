import { createHistogram, performance } from 'node:perf_hooks'
import { Gauge, type Registry } from 'prom-client'

/** Between two samples of a loop that has little to do, and of one that is busy, milliseconds. */
const PAUSE_MS = { idle: 1_000, busy: 20 }
/** The share of its time from which a loop counts as busy. */
const BUSY = 0.1
const NANOS_PER_MS = 1e6
const NANOS_PER_S = 1e9
const PREFIX = 'nodejs_eventloop_lag'

/** As prom-client names and describes them, so that dashboards need not change. */
const GAUGES = [
  { name: 'min', help: 'The minimum recorded event loop delay.' },
  { name: 'max', help: 'The maximum recorded event loop delay.' },
  { name: 'mean', help: 'The mean of the recorded event loop delays.' },
  { name: 'stddev', help: 'The standard deviation of the recorded event loop delays.' },
  { name: 'p50', help: 'The 50th percentile of the recorded event loop delays.' },
  { name: 'p90', help: 'The 90th percentile of the recorded event loop delays.' },
  { name: 'p99', help: 'The 99th percentile of the recorded event loop delays.' },
] as const
type Statistic = (typeof GAUGES)[number]['name']

/**
 * Reports how late the event loop runs its timers: of those since the last report. Node's own monitor wakes a process a
 * hundred times a second, which costs more than everything else that a service does at rest. Here a loop with nothing
 * to do is sampled once a second, and a busy one fifty times. Disposing ends the sampling.
 */
export function measureLoopLag(registry: Registry): Disposable {
  const late = createHistogram()
  let used = performance.eventLoopUtilization()
  let timer: NodeJS.Timeout

  const sampleIn = (ms: number) => {
    const due = performance.now() + ms
    timer = setTimeout(() => {
      late.record(Math.max(1, Math.round((performance.now() - due) * NANOS_PER_MS)))
      const now = performance.eventLoopUtilization()
      const { utilization } = performance.eventLoopUtilization(now, used)
      used = now
      sampleIn(utilization < BUSY ? PAUSE_MS.idle : PAUSE_MS.busy)
    }, ms).unref()
  }
  sampleIn(PAUSE_MS.busy)

  // The first of them, and its function begins by setting all others: metrics are read in the order of their making.
  new Gauge({
    name: `${PREFIX}_seconds`,
    help: 'Lag of event loop in seconds.',
    registers: [registry],
    async collect() {
      report()
      const asked = performance.now()
      await new Promise((resolve) => setImmediate(resolve))
      this.set((performance.now() - asked) / 1_000)
    },
  })
  const gauges = GAUGES.map(({ name, help }) => ({
    name,
    gauge: new Gauge({ name: `${PREFIX}_${name}_seconds`, help, registers: [registry] }),
  }))
  /** Without a sample since the last report they stay as they are. */
  const report = () => {
    if (late.count === 0) return
    for (const { name, gauge } of gauges) gauge.set(read(late, name) / NANOS_PER_S)
    late.reset()
  }
  return { [Symbol.dispose]: () => clearTimeout(timer) }
}

function read(late: ReturnType<typeof createHistogram>, statistic: Statistic): number {
  if (statistic === 'p50' || statistic === 'p90' || statistic === 'p99')
    return late.percentile(Number(statistic.slice(1)))
  return late[statistic]
}

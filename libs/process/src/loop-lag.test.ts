import { performance } from 'node:perf_hooks'
import { setImmediate } from 'node:timers/promises'
import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { collectProcessMetrics } from './process-metrics.ts'

/** What a scrape gets of the lag, seconds. */
async function read(registry: Registry): Promise<Record<string, number>> {
  const lines = (await registry.metrics()).matchAll(/^nodejs_eventloop_lag(?:_(\w+))?_seconds (\S+)$/gm)
  return Object.fromEntries([...lines].map(([, name = 'now', value]) => [name, Number(value)]))
}

/** Holds the event loop up. */
function block(ms: number): void {
  const until = performance.now() + ms
  while (performance.now() < until);
}

test('a blocked event loop shows in the lag at the next scrape', async () => {
  const registry = new Registry()
  const before = performance.now()
  using _metrics = collectProcessMetrics(registry)
  // Longer than to the first sample, which then is late.
  block(80)
  await setImmediate()
  await setImmediate()
  const { max = 0, p99 } = await read(registry)
  expect(max).toBeGreaterThan(0.04)
  expect(max).toBeLessThanOrEqual((performance.now() - before) / 1_000)
  expect(p99).toBeCloseTo(max, 3)
})

test('every statistic that dashboards and alerts know is there', async () => {
  const registry = new Registry()
  using _metrics = collectProcessMetrics(registry)
  const names = ['max', 'mean', 'min', 'now', 'p50', 'p90', 'p99', 'stddev']
  expect(Object.keys(await read(registry)).toSorted()).toEqual(names)
})

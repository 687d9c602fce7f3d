import { collectDefaultMetrics, type Registry } from 'prom-client'
import { measureLoopLag } from './loop-lag.ts'

/** The longest that a timer can be, milliseconds. */
const NEVER_MS = 2 ** 31 - 1

/** What every service exports about its process: prom-client's own, but for a cheaper measure of the event loop. */
export function collectProcessMetrics(registry: Registry): Disposable {
  // There is no way to leave it out, so it never measures, and its gauges make room for ours.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: NEVER_MS })
  for (const { name } of registry.getMetricsAsArray())
    if (name.startsWith('nodejs_eventloop_lag')) registry.removeSingleMetric(name)
  return measureLoopLag(registry)
}

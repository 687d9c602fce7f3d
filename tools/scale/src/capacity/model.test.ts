import { expect, test } from 'vitest'
import { needFor } from './model.ts'

const measured = {
  ...{ messages: 40, storedMessages: 6, natsCpuMs: 2, gatewayCpuMs: 3, authCpuMs: 1, historyCpuMs: 1 },
  ...{ postgresCpuMs: 1, streamPerSecond: 6_000, historyPerSecond: 250, cellsPerSecond: 10 },
}

test('a rate needs processors in proportion to what an execution costs, and whole hosts, streams and processes', () => {
  expect(needFor(1_001, measured)).toMatchObject({
    executorHosts: 101,
    streams: 2,
    historyProcesses: 5,
    messagesPerSecond: 40_040,
  })
  expect(needFor(1_000, measured).natsCpus).toBeCloseTo(2)
  expect(needFor(1_000, measured).queueSeconds).toBeCloseTo(10)
})

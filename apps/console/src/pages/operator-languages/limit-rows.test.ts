import { expect, test } from 'vitest'
import type { Runtime } from '../../api/types.ts'
import { toLimitRows } from './limit-rows.ts'

const range = { min: 1, max: 60_000, default: 10_000 }
const limits = {
  wallMs: range,
  cpuMs: range,
  memoryBytes: { min: 1_048_576, max: 1_073_741_824, default: 268_435_456 },
  outputBytes: range,
  processes: range,
}
const rows = (more: object) =>
  toLimitRows({ limits, compileLimits: limits, compiled: false, ...more } as unknown as Runtime)

test('limits are told in words, in the units of each', () => {
  expect(rows({})).toHaveLength(5)
  expect(rows({})[0]).toEqual({ phase: 'Run', name: 'Time', standard: '10 s', least: '1 ms', most: '1 min' })
  expect(rows({})[2]).toMatchObject({ standard: '256 MiB', least: '1 MiB', most: '1 GiB' })
})

test('only phases that a runtime has are told', () => {
  const phases = (more: object) => [...new Set(rows(more).map(({ phase }) => phase))]
  expect(phases({})).toEqual(['Run'])
  expect(phases({ compiled: true, interactive: { wallMs: range, idleMs: range } })).toEqual([
    'Run',
    'Compile',
    'Interactive',
  ])
})

import { expect, test } from 'vitest'
import { renderChart, scale } from './svg.ts'

const axes = { x: { label: 'executors', logarithmic: true }, y: { label: 'ms' } }

test('a chart shows its title, its axes, and every line by name with all its points', () => {
  const points = [
    [1, 5],
    [10, 7],
    [100, 6],
  ] as const
  const svg = renderChart({ title: 'Cost < before', ...axes, lines: [{ name: 'NATS', points }] })
  for (const words of ['Cost &lt; before', 'executors', 'ms', 'NATS'])
    expect(svg).toContain(`>${words}</text>`)
  expect(svg.match(/<circle/g)).toHaveLength(3)
})

test('points that cannot be drawn are left out, and no number in the file is broken', () => {
  const points = [
    [0, 5],
    [10, Number.NaN],
    [100, 6],
  ] as const
  const svg = renderChart({ title: 'Cost', ...axes, lines: [{ name: 'NATS', points }] })
  expect(svg.match(/<circle/g)).toHaveLength(1)
  expect(svg).not.toMatch(/NaN|Infinity|undefined/)
})

test('a logarithmic axis has a line of the grid for every power of ten, and the same way for each', () => {
  const { at, ticks } = scale({ label: '', logarithmic: true }, [1, 500], [0, 300])
  expect(ticks).toEqual([1, 10, 100, 1_000])
  expect(at(10) - at(1)).toBeCloseTo(at(1_000) - at(100))
})

test('a linear axis begins at zero and ends at or above the largest value', () => {
  const { at, ticks } = scale({ label: '' }, [3, 47], [0, 100])
  expect(ticks[0]).toBe(0)
  expect(ticks.at(-1)).toBeGreaterThanOrEqual(47)
  expect(at(0)).toBe(0)
})

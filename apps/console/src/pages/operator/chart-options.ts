import UPlot from 'uplot'
import { resolveColour } from '../../design/drawn.ts'

const HEIGHT = 220
/** The share of an hour's width. */
const BAR_SHARE = 0.72
const MAX_BAR = 28

/** Overlaid bars: all executions, those that did not succeed, and those that failed because of the service. */
export function chartOptions(box: HTMLElement, width: number): UPlot.Options {
  const colour = (name: string) => resolveColour(box, name)
  const bars = (label: string, fill: string): UPlot.Series => ({
    label,
    fill,
    stroke: fill,
    width: 0,
    points: { show: false },
    ...(UPlot.paths.bars ? { paths: UPlot.paths.bars({ size: [BAR_SHARE, MAX_BAR], radius: 0.15 }) } : {}),
  })
  const axis: UPlot.Axis = {
    stroke: colour('--text-faint'),
    font: `12px ${getComputedStyle(box).fontFamily}`,
    grid: { stroke: colour('--border'), width: 1 },
    ticks: { show: false },
  }
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 20, 0, 0],
    scales: {
      // Half an hour on both sides, so that the outer bars are whole.
      x: { range: (_chart, first, last) => [first - 1_800, last + 1_800] },
      y: { range: (_chart, _min, max) => [0, Math.max(4, max * 1.1)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 28,
        values: (_chart, splits) => splits.map(toLabel),
        space: 60,
      },
      {
        ...axis,
        size: 44,
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 1e6],
      },
    ],
    series: [
      {},
      bars('Executions', colour('--chart-2')),
      bars('Did not succeed', colour('--chart-1')),
      bars('Internal errors', colour('--danger-solid')),
    ],
  }
}

const toLabel = (seconds: number): string => {
  const date = new Date(seconds * 1_000)
  return `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`
}

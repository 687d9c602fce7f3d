import UPlot from 'uplot'
import { resolveColour } from '../../design/drawn.ts'
import { COLOURS } from './colours.ts'

interface ChartRequest {
  /** The parent of the chart, which sets its width, font and colours. */
  readonly element: HTMLElement
  readonly layers: number
  readonly height: number
  /** Called with the day under the pointer. */
  readonly onPoint: (at: number | undefined) => void
}

/** Stacked bars over UTC days. */
export function toChartOptions({ element, layers, height, onPoint }: ChartRequest): UPlot.Options {
  const colour = (name: string) => resolveColour(element, name)
  const text = colour('--text-faint')
  const axis = {
    stroke: text,
    font: `12px ${getComputedStyle(element).fontFamily}`,
    ticks: { show: false },
  }
  const bars = UPlot.paths.bars?.({ size: [0.7, 48], align: 0 })
  return {
    width: element.clientWidth,
    height,
    tzDate: (seconds) => UPlot.tzDate(new Date(seconds * 1_000), 'Etc/UTC'),
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    hooks: { setCursor: [({ cursor: { idx } }) => onPoint(idx ?? undefined)] },
    scales: {
      // Half a day on both sides, so that the outer bars are whole.
      x: { time: true, range: (_plot, first, last) => [first - 43_200, last + 43_200] },
      y: { range: (_plot, _least, most) => [0, Math.max(5, most * 1.08)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        values: (_plot, ticks) => ticks.map(dayOf),
        space: 64,
        size: 32,
        incrs: DAYS,
      },
      {
        ...axis,
        size: 48,
        incrs: WHOLE,
        grid: { stroke: colour('--border'), width: 1 },
        values: (_plot, ticks) => ticks.map((tick) => tick.toLocaleString('en')),
      },
    ],
    series: [
      {},
      ...Array.from({ length: layers }, (_, index) => ({
        fill: colour(COLOURS[layers - 1 - index] ?? '--chart-6'),
        stroke: colour('--surface'),
        width: 1,
        points: { show: false },
        ...(bars ? { paths: bars } : {}),
      })),
    ],
  }
}

const DAYS = [1, 2, 7, 14, 30, 61].map((days) => days * 86_400)
const WHOLE = [1, 2, 5]
  .flatMap((step) => [0, 1, 2, 3, 4, 5, 6, 7, 8].map((zeros) => step * 10 ** zeros))
  .sort((a, b) => a - b)

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
const dayOf = (seconds: number): string => DAY.format(new Date(seconds * 1_000))

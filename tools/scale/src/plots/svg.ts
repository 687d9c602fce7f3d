/** Small line charts as SVG: axes, grid, legend, and nothing else. */

export interface Line {
  readonly name: string
  /** x and y; points that are not finite, or not positive on a logarithmic axis, are left out. */
  readonly points: ReadonlyArray<readonly [x: number, y: number]>
  readonly dashed?: boolean
}

export interface Chart {
  readonly title: string
  readonly x: Axis
  readonly y: Axis
  readonly lines: ReadonlyArray<Line>
}

export interface Axis {
  readonly label: string
  readonly logarithmic?: boolean
  /** Where a linear axis ends, at least. */
  readonly upTo?: number
}

const SIZE = { width: 720, height: 380 }
const MARGIN = { left: 70, right: 200, top: 40, bottom: 50 }
const COLOURS = ['#2563eb', '#dc2626', '#059669', '#d97706', '#7c3aed', '#0891b2', '#4b5563']

export function renderChart(chart: Chart): string {
  const points = chart.lines.flatMap((line) => line.points).filter((point) => isDrawn(point, chart))
  const toX = scale(
    chart.x,
    points.map(([x]) => x),
    [MARGIN.left, SIZE.width - MARGIN.right],
  )
  const toY = scale(
    chart.y,
    points.map(([, y]) => y),
    [SIZE.height - MARGIN.bottom, MARGIN.top],
  )
  const body = [
    text({ x: MARGIN.left, y: 24, size: 15, anchor: 'start' }, chart.title),
    ...toX.ticks.map((value) => gridX(toX.at(value), format(value))),
    ...toY.ticks.map((value) => gridY(toY.at(value), format(value))),
    text({ x: (MARGIN.left + SIZE.width - MARGIN.right) / 2, y: SIZE.height - 10 }, chart.x.label),
    `<g transform="rotate(-90 16 ${SIZE.height / 2})">${text({ x: 16, y: SIZE.height / 2 }, chart.y.label)}</g>`,
    ...chart.lines.flatMap((line, at) => renderLine(line, at, { chart, toX: toX.at, toY: toY.at })),
  ]
  const { width, height } = SIZE
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" role="img">`,
    `<title>${toMarkup(chart.title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...body,
    '</svg>\n',
  ].join('\n')
}

interface Drawing {
  readonly chart: Chart
  readonly toX: (value: number) => number
  readonly toY: (value: number) => number
}

function renderLine(line: Line, at: number, { chart, toX, toY }: Drawing): string[] {
  const colour = COLOURS[at % COLOURS.length] ?? '#000'
  const drawn = line.points.filter((point) => isDrawn(point, chart))
  const path = drawn.map(([x, y]) => `${toX(x).toFixed(1)},${toY(y).toFixed(1)}`).join(' ')
  const dash = line.dashed ? ' stroke-dasharray="5 4"' : ''
  const [left, top] = [SIZE.width - MARGIN.right + 14, MARGIN.top + 10 + at * 20]
  return [
    `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"${dash}/>`,
    ...(line.dashed
      ? []
      : drawn.map(
          ([x, y]) => `<circle cx="${toX(x).toFixed(1)}" cy="${toY(y).toFixed(1)}" r="3" fill="${colour}"/>`,
        )),
    `<line x1="${left}" x2="${left + 22}" y1="${top}" y2="${top}" stroke="${colour}" stroke-width="2"${dash}/>`,
    text({ x: left + 28, y: top + 4, anchor: 'start' }, line.name),
  ]
}

function isDrawn([x, y]: readonly [number, number], { x: xAxis, y: yAxis }: Chart): boolean {
  const fits = (value: number, axis: Axis) => Number.isFinite(value) && (!axis.logarithmic || value > 0)
  return fits(x, xAxis) && fits(y, yAxis)
}

/** Where values go between two pixels, and which of them have a line of the grid. */
export function scale(axis: Axis, values: ReadonlyArray<number>, [from, to]: readonly [number, number]) {
  if (axis.logarithmic) {
    const low = Math.floor(Math.log10(Math.min(...values)))
    const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))))
    const at = (value: number) => from + ((Math.log10(value) - low) / (high - low)) * (to - from)
    return { at, ticks: Array.from({ length: high - low + 1 }, (_, n) => 10 ** (low + n)) }
  }
  const most = Math.max(axis.upTo ?? 0, ...values)
  const step = niceStep(most / 5)
  const end = step * Math.max(1, Math.ceil(most / step))
  const at = (value: number) => from + (value / end) * (to - from)
  return { at, ticks: Array.from({ length: Math.round(end / step) + 1 }, (_, n) => n * step) }
}

/** 1, 2 or 5 times a power of ten, at least this much. */
function niceStep(rough: number): number {
  if (!(rough > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(rough))
  return ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power
}

function format(value: number): string {
  if (value >= 10_000) return `${Number((value / 1_000).toPrecision(3))}k`
  return String(Number(value.toPrecision(3)))
}

function gridX(x: number, label: string): string {
  const bottom = SIZE.height - MARGIN.bottom
  const line = `<line x1="${x.toFixed(1)}" x2="${x.toFixed(1)}" y1="${MARGIN.top}" y2="${bottom}" stroke="#e5e7eb"/>`
  return line + text({ x, y: bottom + 18 }, label)
}

function gridY(y: number, label: string): string {
  const [left, right] = [MARGIN.left, SIZE.width - MARGIN.right]
  const line = `<line x1="${left}" x2="${right}" y1="${y.toFixed(1)}" y2="${y.toFixed(1)}" stroke="#e5e7eb"/>`
  return line + text({ x: left - 8, y: y + 4, anchor: 'end' }, label)
}

function text(
  { x, y, size = 12, anchor = 'middle' }: { x: number; y: number; size?: number; anchor?: string },
  words: string,
): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" font-size="${size}" text-anchor="${anchor}" fill="#111827">${toMarkup(words)}</text>`
}

const toMarkup = (words: string): string => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

import 'uplot/dist/uPlot.min.css'
import { useEffect, useMemo, useRef, useState } from 'react'
import UPlot from 'uplot'
import type { Usage } from '../../api/types.ts'
import { cx } from '../../design/cx.ts'
import { count } from '../../design/data/time-words.ts'
import { useThemeVersion } from '../../design/drawn.ts'
import { toChartOptions } from './chart-options.ts'
import { COLOURS } from './colours.ts'
import styles from './usage.module.css'
import { type Layer, toHeights, toLayers } from './usage-data.ts'

const HEIGHT = 240

/** A bar for each day, stacked by language. */
export function DayChart({ usage }: { usage: Usage }) {
  const { days, layers } = useMemo(() => toLayers(usage), [usage])
  const [at, setAt] = useState<number>()
  const box = useChart(days, layers, setAt)
  return (
    <>
      <div
        ref={box}
        className={styles.chart}
        role="img"
        aria-label="Bars: runs per day, stacked by language. The table has the same numbers."
      />
      <Legend layers={layers} />
      <p className={styles.pointed} aria-hidden="true">
        {describe(days, layers, at)}
      </p>
    </>
  )
}

function useChart(days: string[], layers: Layer[], onPoint: (at: number | undefined) => void) {
  const box = useRef<HTMLDivElement>(null)
  const theme = useThemeVersion()
  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are read from the theme
  useEffect(() => {
    const element = box.current
    if (!element) return
    const options = toChartOptions({ element, layers: layers.length, height: HEIGHT, onPoint })
    // The tallest is drawn first; the lower ones cover it up to their own height.
    const heights = toHeights(layers)
      .toReversed()
      // No bar at all: the outline of a bar without height would interrupt the axis.
      .map((layer) => layer.map((height) => (height === 0 ? null : height)))
    const chart = new UPlot(options, [days.map((day) => Date.parse(day) / 1_000), ...heights], element)
    const observer = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }))
    observer.observe(element)
    return () => {
      observer.disconnect()
      chart.destroy()
    }
  }, [days, layers, theme, onPoint])
  return box
}

function Legend({ layers }: { layers: readonly Layer[] }) {
  return (
    <ul className={styles.legend} aria-label="Languages">
      {layers.map(({ name }, index) => (
        <li key={name}>
          <span
            className={cx('drawn', styles.swatch)}
            style={{ background: `var(${COLOURS[index]})` }}
            aria-hidden="true"
          />
          {name}
        </li>
      ))}
    </ul>
  )
}

function describe(days: readonly string[], layers: readonly Layer[], at: number | undefined): string {
  const day = at === undefined ? undefined : days[at]
  if (at === undefined || day === undefined) return 'Point at a day to see its numbers.'
  const used = layers.filter(({ runs }) => (runs[at] ?? 0) > 0).map(({ name, runs }) => `${name} ${runs[at]}`)
  const total = layers.reduce((sum, { runs }) => sum + (runs[at] ?? 0), 0)
  return `${day}: ${count(total, 'run')}${used.length > 0 ? ` (${used.join(', ')})` : ''}`
}

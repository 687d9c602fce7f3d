import 'uplot/dist/uPlot.min.css'
import { useEffect, useRef, useState } from 'react'
import UPlot from 'uplot'
import type { Overview } from '../../api/types.ts'
import { cx } from '../../design/cx.ts'
import { toCount } from '../../design/data/quantities.ts'
import { followTheme } from '../../design/drawn.ts'
import { chartOptions } from './chart-options.ts'
import styles from './operator.module.css'
import { toRates, toSeries } from './rates.ts'

type Outcomes = NonNullable<Overview['outcomes']>

/** Executions by hour as bars. New data updates the chart; another theme or width redraws it. */
export function HoursChart({ outcomes }: { outcomes: Outcomes }) {
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<UPlot>(undefined)
  const latest = useRef(outcomes)
  latest.current = outcomes
  const look = useLook(box)
  useEffect(() => {
    if (!box.current || look.width === 0) return
    const drawn = new UPlot(chartOptions(box.current, look.width), toSeries(latest.current), box.current)
    chart.current = drawn
    return () => drawn.destroy()
  }, [look])
  useEffect(() => chart.current?.setData(toSeries(outcomes)), [outcomes])
  const { runs, errorShare } = toRates(outcomes)
  return (
    <figure className={styles.chart}>
      <div
        ref={box}
        className={styles.plot}
        role="img"
        aria-label={`${toCount(runs)} executions in 24 hours, ${toCount(Math.round(runs * errorShare))} of them did not succeed. The table by hour has the numbers.`}
      />
      <figcaption className={styles.legend}>
        <span>
          <span className={cx('drawn', styles.swatch, styles.good)} aria-hidden="true" /> Executions
        </span>
        <span>
          <span className={cx('drawn', styles.swatch, styles.failed)} aria-hidden="true" /> Did not succeed
        </span>
        <span>
          <span className={cx('drawn', styles.swatch, styles.ours)} aria-hidden="true" /> Internal errors
        </span>
      </figcaption>
    </figure>
  )
}

/** Changes when the chart must be redrawn: its colours are read once, and a canvas has a fixed width. */
function useLook(box: React.RefObject<HTMLDivElement | null>) {
  const [look, setLook] = useState({ width: 0, theme: 0 })
  useEffect(() => {
    if (!box.current) return
    const sizes = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry?.contentRect.width ?? 0)
      setLook((before) => (before.width === width ? before : { ...before, width }))
    })
    sizes.observe(box.current)
    const unfollow = followTheme(() => setLook((before) => ({ ...before, theme: before.theme + 1 })))
    return () => {
      sizes.disconnect()
      unfollow()
    }
  }, [box])
  return look
}

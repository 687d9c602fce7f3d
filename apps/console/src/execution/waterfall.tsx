import type { ExecutionResult } from '../api/types.ts'
import { cx } from '../design/cx.ts'
import { toSpan } from '../design/data/quantities.ts'
import styles from './waterfall.module.css'

const PARTS = [
  { name: 'queued', label: 'Queued', of: 'queuedMs' },
  { name: 'cell', label: 'Cell', of: 'cellMs' },
  { name: 'compile', label: 'Compile', of: 'compileMs' },
  { name: 'run', label: 'Run', of: 'runMs' },
] as const

/** The time of an execution, split into consecutive parts. */
export function Waterfall({ timings }: { timings: ExecutionResult['timings'] }) {
  const total = Math.max(
    PARTS.reduce((sum, { of }) => sum + timings[of], 0),
    0.001,
  )
  const percent = (ms: number) => `${(ms / total) * 100}%`
  let before = 0
  return (
    <div>
      <dl className={styles.waterfall} aria-label="Where the time went">
        {PARTS.filter(({ of }) => timings[of] > 0).map(({ name, label, of }) => {
          const ms = timings[of]
          const left = before
          before += ms
          return (
            <div key={name} className={styles.row}>
              <dt>{label}</dt>
              <dd className={cx('drawn', styles.track)} aria-hidden="true">
                <span
                  className={cx(styles.bar, styles[name])}
                  style={{ left: percent(left), width: percent(ms) }}
                />
              </dd>
              <dd className={styles.value}>{toSpan(ms)}</dd>
            </div>
          )
        })}
      </dl>
      <p className={styles.total}>
        {toSpan(timings.totalMs)} from acceptance to the result. “Cell” covers waiting for a fresh container,
        copying the files into it, and everything else outside the phases.
      </p>
    </div>
  )
}

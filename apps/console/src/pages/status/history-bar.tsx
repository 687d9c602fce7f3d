import { type KeyboardEvent, type PointerEvent, useId, useState } from 'react'
import { cx } from '../../design/cx.ts'
import { STATE_WORDS } from '../../design/data/status-badge.tsx'
import { toDayAndHour, toHour } from '../../design/data/time-words.ts'
import styles from './history-bar.module.css'
import { toIndex } from './keys.ts'
import type { Bucket } from './summary.ts'

interface HistoryBarProps {
  /** The name of the service. */
  readonly name: string
  readonly buckets: readonly Bucket[]
  readonly bucketMinutes: number
}

/** A service's history, one bar per interval. Pointer and arrow keys select one, whose details are shown above. */
export function HistoryBar({ name, buckets, bucketMinutes }: HistoryBarProps) {
  const [chosen, setChosen] = useState<number>()
  const [isFocused, setFocused] = useState(false)
  const tip = useId()
  const last = buckets.length - 1
  // The range may have changed since.
  const index = Math.min(chosen ?? last, last)
  const bucket = buckets[index]
  if (!bucket) return null
  const move = (event: KeyboardEvent) => {
    const next = toIndex(event.key, index, last)
    if (next === undefined) return
    event.preventDefault()
    setChosen(next)
  }
  const point = ({ currentTarget, clientX }: PointerEvent) => {
    const { left, width } = currentTarget.getBoundingClientRect()
    setChosen(Math.max(0, Math.min(last, Math.floor(((clientX - left) / width) * buckets.length))))
  }
  const isShown = chosen !== undefined || isFocused
  return (
    <div className={styles.frame}>
      {isShown && (
        <div id={tip} className={styles.tip} style={toPlace(index, buckets.length)} aria-hidden="true">
          {describe(bucket, bucketMinutes)}
        </div>
      )}
      <div
        className={styles.bars}
        role="slider"
        tabIndex={0}
        aria-label={`${name}, past states`}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={index}
        aria-valuetext={describe(bucket, bucketMinutes)}
        aria-readonly="true"
        onKeyDown={move}
        onFocus={() => setFocused(true)}
        onBlur={() => {
          setFocused(false)
          setChosen(undefined)
        }}
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={() => setChosen(undefined)}
      >
        {buckets.map(({ at, state }, position) => (
          <span
            key={at}
            className={cx(styles.bar, styles[state], isShown && position === index && styles.chosen)}
          />
        ))}
      </div>
    </div>
  )
}

function describe({ at, state }: Bucket, minutes: number): string {
  const end = new Date(Date.parse(at) + minutes * 60_000).toISOString()
  return `${toDayAndHour(at)} to ${minutes < 1_440 ? toHour(end) : toDayAndHour(end)}: ${STATE_WORDS[state].word.toLowerCase()}`
}

/** Above its bar, and inside the card at both ends. */
function toPlace(index: number, count: number) {
  const share = ((index + 0.5) / count) * 100
  return { left: `${share}%`, transform: `translateX(-${share}%)` }
}

import { buttonClass } from '../../design/button.tsx'
import styles from './status.module.css'

const RANGES = [
  { hours: 24, label: '24 hours' },
  { hours: 7 * 24, label: '7 days' },
  { hours: 90 * 24, label: '90 days' },
] as const

/** How far back one looks. */
export function RangeSwitch({ hours, onChange }: { hours: number; onChange: (hours: number) => void }) {
  return (
    <fieldset className={styles.ranges}>
      <legend className="visually-hidden">How far back</legend>
      {RANGES.map((range) => (
        <button
          key={range.hours}
          type="button"
          className={buttonClass({ kind: range.hours === hours ? 'secondary' : 'ghost', small: true })}
          aria-pressed={range.hours === hours}
          onClick={() => onChange(range.hours)}
        >
          {range.label}
        </button>
      ))}
    </fieldset>
  )
}

import { Button } from '../../design/button.tsx'
import { toCount } from '../../design/figures.ts'
import { FILTERS, type Filter } from './filters.ts'
import styles from './inbox.module.css'

interface FiltersProps {
  readonly filter: Filter
  /** How many nobody has dealt with, once that is known. */
  readonly open: number | undefined
  readonly onChange: (filter: Filter) => void
}

/** Which messages are listed. */
export function Filters({ filter, open, onChange }: FiltersProps) {
  return (
    <fieldset className={styles.filters}>
      <legend className="visually-hidden">Which messages</legend>
      {FILTERS.map(({ value, label }) => (
        <Button
          key={value}
          small
          kind={value === filter ? 'secondary' : 'ghost'}
          aria-pressed={value === filter}
          onClick={() => onChange(value)}
        >
          {label}
          {value === 'open' && open !== undefined ? ` (${toCount(open)})` : ''}
        </Button>
      ))}
    </fieldset>
  )
}

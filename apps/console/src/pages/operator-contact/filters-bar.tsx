import { Segments } from '../../design/controls/segments.tsx'
import { toCount } from '../../design/data/figures.ts'
import { FILTERS, type Filter } from './filters.ts'

interface FiltersProps {
  readonly filter: Filter
  /** How many nobody has dealt with, once that is known. */
  readonly open: number | undefined
  readonly onChange: (filter: Filter) => void
}

/** Which messages are listed. */
export function Filters({ filter, open, onChange }: FiltersProps) {
  const options = FILTERS.map(({ value, label }) => ({
    value,
    label: value === 'open' && open !== undefined ? `${label} (${toCount(open)})` : label,
  }))
  return <Segments label="Which messages" options={options} value={filter} onValueChange={onChange} />
}

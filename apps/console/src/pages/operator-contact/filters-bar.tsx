import { Segments } from '../../design/controls/segments.tsx'
import { toCount } from '../../design/data/quantities.ts'
import { FILTERS, type Filter } from './filters.ts'

interface FiltersProps {
  readonly filter: Filter
  /** The number of new messages, once it is known. */
  readonly open: number | undefined
  readonly onChange: (filter: Filter) => void
}

/** Chooses which messages are listed. */
export function Filters({ filter, open, onChange }: FiltersProps) {
  const options = FILTERS.map(({ value, label }) => ({
    value,
    label: value === 'open' && open !== undefined ? `${label} (${toCount(open)})` : label,
  }))
  return <Segments label="Which messages" options={options} value={filter} onValueChange={onChange} />
}

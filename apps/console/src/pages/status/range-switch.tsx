import { Segments } from '../../design/controls/segments.tsx'

const RANGES = [
  { value: 24, label: '24 hours' },
  { value: 7 * 24, label: '7 days' },
  { value: 90 * 24, label: '90 days' },
]

/** Chooses the time range of the history. */
export function RangeSwitch({ hours, onChange }: { hours: number; onChange: (hours: number) => void }) {
  return <Segments label="How far back" options={RANGES} value={hours} onValueChange={onChange} />
}

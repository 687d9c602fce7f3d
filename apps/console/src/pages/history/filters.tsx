import { useRuntimes } from '../../api/languages.ts'
import { Button } from '../../design/controls/button.tsx'
import { TextField } from '../../design/controls/field.tsx'
import { Select } from '../../design/controls/select.tsx'
import { STATUS_WORDS } from '../../design/data/status-badge.tsx'
import { findDayProblem, type HistorySearch, STATUSES } from './filter.ts'
import styles from './history.module.css'

interface FiltersProps {
  readonly search: HistorySearch
  readonly change: (next: HistorySearch) => void
}

export function Filters({ search, change }: FiltersProps) {
  const { language = '', status = '', from = '', to = '' } = search
  const put = (name: keyof HistorySearch, value: string) => {
    const { [name]: _old, ...rest } = search
    change(value === '' ? rest : { ...rest, [name]: value })
  }
  const today = new Date().toLocaleDateString('sv')
  return (
    // A form by role only: each field takes effect at once.
    <search className={styles.filters} aria-label="Filter the history">
      <Select
        label="Language"
        options={useLanguages(language)}
        value={language}
        onValueChange={(value) => put('language', value)}
      />
      <Select
        label="Outcome"
        options={[
          { value: '', label: 'Any' },
          ...STATUSES.map((value) => ({ value, label: STATUS_WORDS[value].word })),
        ]}
        value={status}
        onValueChange={(value) => put('status', value)}
      />
      <TextField
        label="From"
        type="date"
        max={today}
        value={from}
        onChange={(event) => put('from', event.currentTarget.value)}
      />
      <TextField
        label="To"
        type="date"
        max={today}
        value={to}
        error={findDayProblem(search)}
        onChange={(event) => put('to', event.currentTarget.value)}
      />
      {Object.keys(search).length > 0 && (
        <Button kind="ghost" icon="close" className={styles.clear} onClick={() => change({})}>
          Clear
        </Button>
      )}
    </search>
  )
}

/** The installed languages, and the chosen one even if it is no longer installed. */
function useLanguages(chosen: string) {
  const { data: runtimes = [] } = useRuntimes()
  const names = new Map(runtimes.map(({ language, name }) => [language, name]))
  if (chosen !== '' && !names.has(chosen)) names.set(chosen, chosen)
  const options = [...names].map(([value, label]) => ({ value, label }))
  options.sort((a, b) => a.label.localeCompare(b.label))
  return [{ value: '', label: 'Any' }, ...options]
}

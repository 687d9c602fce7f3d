import { Button } from '../../design/controls/button.tsx'
import { Checkbox } from '../../design/controls/choice.tsx'
import { count } from '../../design/data/time-words.ts'
import styles from './history.module.css'

interface SelectionProps {
  readonly chosen: number
  /** How many are listed. */
  readonly of: number
  /** There are more that are not listed yet. */
  readonly more: boolean
  readonly selectAll: (all: boolean) => void
  readonly remove: () => void
}

export function Selection({ chosen, of, more, selectAll, remove }: SelectionProps) {
  const listed = more ? `the ${of} listed` : `all ${of}`
  return (
    <div className={styles.selection}>
      <Checkbox
        label={chosen === 0 ? `Select ${listed}` : `${count(chosen, 'execution')} selected`}
        checked={chosen > 0 && chosen === of}
        ref={(box) => {
          if (box) box.indeterminate = chosen > 0 && chosen < of
        }}
        onCheckedChange={selectAll}
      />
      {chosen > 0 && (
        <Button small icon="trash" onClick={remove}>
          Delete selected
        </Button>
      )}
    </div>
  )
}

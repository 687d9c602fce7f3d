import styles from './segments.module.css'

interface SegmentsProps<Value extends string | number> {
  /** What is chosen here, for screen readers. */
  readonly label: string
  readonly options: ReadonlyArray<{ readonly value: Value; readonly label: string }>
  readonly value: Value
  readonly onValueChange: (value: Value) => void
}

/** A choice of one of a few visible words. Filters what is shown below. */
export function Segments<Value extends string | number>(props: SegmentsProps<Value>) {
  const { label, options, value, onValueChange } = props
  return (
    <fieldset className={styles.segments}>
      <legend className="visually-hidden">{label}</legend>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          className={styles.segment}
          aria-pressed={option.value === value}
          onClick={() => onValueChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </fieldset>
  )
}

import styles from './segments.module.css'

interface SegmentsProps<Value extends string | number> {
  /** What is chosen, for readers of the screen. */
  readonly label: string
  readonly options: ReadonlyArray<{ readonly value: Value; readonly label: string }>
  readonly value: Value
  readonly onValueChange: (value: Value) => void
}

/** One of a few words, all of them in sight: narrows down what is shown below. */
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

import type { ComponentProps, ReactNode } from 'react'
import { cx } from '../cx.ts'
import styles from './choice.module.css'

interface ChoiceProps extends Omit<ComponentProps<'input'>, 'type' | 'onChange' | 'checked'> {
  readonly label: ReactNode
  readonly hint?: ReactNode
  readonly checked: boolean
  readonly onCheckedChange: (checked: boolean) => void
}

/** A checkbox: takes effect later, like a field of a form. */
export function Checkbox(props: ChoiceProps) {
  return <Choice {...props} look="box" />
}

/** A switch: takes effect at once. */
export function Switch(props: ChoiceProps) {
  return <Choice {...props} look="switch" role="switch" />
}

type Props = ChoiceProps & { look: 'box' | 'switch' }

function Choice({ label, hint, onCheckedChange, className, look, ...rest }: Props) {
  return (
    <label className={cx(styles.row, className)}>
      <input
        type="checkbox"
        {...rest}
        className={styles[look]}
        onChange={(event) => onCheckedChange(event.currentTarget.checked)}
      />
      <span className={styles.texts}>
        <span>{label}</span>
        {hint && <span className={styles.hint}>{hint}</span>}
      </span>
    </label>
  )
}

import { type ComponentProps, type ReactNode, useId } from 'react'
import { cx } from '../cx.ts'
import styles from './field.module.css'

export interface FieldText {
  readonly label: string
  /** A sentence under the control that helps to fill it in. */
  readonly hint?: ReactNode
  /** What is wrong and how to fix it. Announced, and marks the control as invalid. */
  readonly error?: string | undefined
  /** Shown after the label. */
  readonly optional?: boolean | undefined
  /** The label is for screen readers only. */
  readonly hideLabel?: boolean | undefined
}

type TextFieldProps = ComponentProps<'input'> & FieldText & { readonly mono?: boolean | undefined }

export function TextField({
  label,
  hint,
  error,
  optional,
  hideLabel,
  mono,
  className,
  ...rest
}: TextFieldProps) {
  const id = useId()
  return (
    <Field {...{ id, label, hint, error, optional, hideLabel, className }}>
      <input
        type="text"
        autoComplete="off"
        {...rest}
        {...describe(id, { hint, error })}
        className={cx(styles.control, mono && styles.mono)}
      />
    </Field>
  )
}

type TextAreaProps = ComponentProps<'textarea'> & FieldText & { readonly mono?: boolean | undefined }

export function TextArea({
  label,
  hint,
  error,
  optional,
  hideLabel,
  mono,
  className,
  ...rest
}: TextAreaProps) {
  const id = useId()
  return (
    <Field {...{ id, label, hint, error, optional, hideLabel, className }}>
      <textarea
        {...rest}
        {...describe(id, { hint, error })}
        className={cx(styles.control, mono && styles.mono)}
      />
    </Field>
  )
}

function describe(id: string, { hint, error }: Pick<FieldText, 'hint' | 'error'>) {
  const by = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ')
  return { id, 'aria-invalid': error ? true : undefined, 'aria-describedby': by || undefined }
}

type FieldProps = FieldText & { id: string; className?: string | undefined; children: ReactNode }

function Field({ id, label, hint, error, optional, hideLabel, className, children }: FieldProps) {
  return (
    <div className={cx(styles.field, className)}>
      <label className={cx(styles.label, hideLabel && 'visually-hidden')} htmlFor={id}>
        {label}
        {optional && <span className={styles.optional}> (optional)</span>}
      </label>
      {children}
      {error && (
        <p className={styles.error} id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
      {hint && (
        <p className={styles.hint} id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  )
}

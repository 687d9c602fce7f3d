import type { ComponentProps } from 'react'
import type { Runtime } from '../../api/types.ts'
import { cx } from '../../design/cx.ts'
import { Icon } from '../../design/icon.tsx'
import popup from '../../design/overlays/popup.module.css'
import styles from './language/language-picker.module.css'

export interface LanguagePickerProps {
  readonly runtimes: readonly Runtime[]
  readonly value: Runtime | undefined
  /** Shown when the program's runtime is not installed here. */
  readonly missing: string
  readonly onChange: (runtime: Runtime) => void
}

type LanguageButtonProps = Pick<LanguagePickerProps, 'missing'> &
  Omit<ComponentProps<'button'>, 'value'> & { readonly value: Runtime | undefined }

export function LanguageButton({ value, missing, ...rest }: LanguageButtonProps) {
  const chosen = value ? `${value.name} ${value.version}` : `${missing} (not installed here)`
  return (
    <button
      type="button"
      {...rest}
      className={cx(popup.trigger, styles.trigger)}
      aria-label={`Language: ${chosen}`}
    >
      <span className={popup.value}>
        {value ? (
          <>
            {value.name} <span className={styles.version}>{value.version}</span>
          </>
        ) : (
          chosen
        )}
      </span>
      <Icon name="chevronDown" size={14} />
    </button>
  )
}

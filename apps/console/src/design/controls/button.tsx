import type { ComponentProps } from 'react'
import { cx } from '../cx.ts'
import { Icon, type IconName } from '../icon.tsx'
import styles from './button.module.css'
import { Tooltip } from './tooltip.tsx'

export interface ButtonLook {
  /** At most one `primary` in a view; `danger` for actions that cannot be undone. Default `secondary`. */
  readonly kind?: 'primary' | 'secondary' | 'ghost' | 'danger' | undefined
  readonly small?: boolean | undefined
}

export interface ButtonProps extends ComponentProps<'button'>, ButtonLook {
  readonly icon?: IconName | undefined
  /** In progress: shown and announced, and further presses are ignored. */
  readonly busy?: boolean | undefined
}

/** The classes of a button, for links that look like one: `<Link className={buttonClass({ kind: 'primary' })}>`. */
export function buttonClass({ kind = 'secondary', small = false }: ButtonLook = {}): string {
  return cx(styles.button, styles[kind], small && styles.small)
}

export function Button({
  kind,
  small,
  icon,
  busy = false,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={cx(buttonClass({ kind, small }), busy && styles.busy, className)}
      aria-busy={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  )
}

export interface IconButtonProps extends ComponentProps<'button'>, ButtonLook {
  readonly icon: IconName
  /** What it does: its accessible name, and its tooltip. */
  readonly label: string
}

export function IconButton({ icon, label, kind = 'ghost', small, className, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label}>
      <button
        type="button"
        aria-label={label}
        {...rest}
        className={cx(buttonClass({ kind, small }), styles.icon, className)}
      >
        <Icon name={icon} />
      </button>
    </Tooltip>
  )
}

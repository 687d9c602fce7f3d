import { AlertDialog as BaseAlert } from '@base-ui/react/alert-dialog'
import { Dialog as Base } from '@base-ui/react/dialog'
import { type ReactNode, useRef, useState } from 'react'
import { Button, IconButton } from '../controls/button.tsx'
import { cx } from '../cx.ts'
import { ErrorNotice } from '../error-notice.tsx'
import styles from './dialog.module.css'

interface DialogProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly title: string
  readonly description?: ReactNode
  readonly children?: ReactNode
  /** Buttons at the bottom, the most likely one last. */
  readonly actions?: ReactNode
  readonly wide?: boolean
  /** A press outside does not close it, because its content cannot be shown again. */
  readonly insistent?: boolean
}

/** Moves the focus to the first field and returns it at the end. Esc and a press outside close it. */
export function Dialog(props: DialogProps) {
  const { open, onOpenChange, title, description, children, actions, wide, insistent = false } = props
  const popup = useRef<HTMLDivElement>(null)
  return (
    <Base.Root open={open} onOpenChange={onOpenChange} disablePointerDismissal={insistent}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Viewport className={styles.viewport}>
          <Base.Popup
            ref={popup}
            className={cx(styles.popup, wide && styles.wide)}
            // Without a field the dialog itself gets the focus, not its close button.
            initialFocus={() => popup.current?.querySelector<HTMLElement>(FIELDS) ?? popup.current}
          >
            <div className={styles.head}>
              <Base.Title className={styles.title}>{title}</Base.Title>
              <Base.Close render={<IconButton icon="close" label="Close" small />} />
            </div>
            {description && (
              <Base.Description className={styles.description} render={<div />}>
                {description}
              </Base.Description>
            )}
            {children && <div className={styles.body}>{children}</div>}
            {actions && <div className={styles.actions}>{actions}</div>}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  )
}

const FIELDS = ':is(input, textarea, [role="tab"][aria-selected="true"]):not(:disabled)'

interface ConfirmProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly title: string
  /** What will happen, and whether it can be undone. */
  readonly children: ReactNode
  /** The verb, e.g. "Delete key". */
  readonly action: string
  /** Closes when it resolves; an error is shown in place. */
  readonly onConfirm: () => Promise<unknown>
  /** Default true. */
  readonly dangerous?: boolean
  readonly disabled?: boolean
}

/** Asks for confirmation before something that cannot be undone. */
export function ConfirmDialog(props: ConfirmProps) {
  const { open, onOpenChange, title, children, action, onConfirm, dangerous = true, disabled = false } = props
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const change = (next: boolean) => {
    setError(undefined)
    onOpenChange(next)
  }
  const confirm = async () => {
    setBusy(true)
    setError(undefined)
    await onConfirm().then(() => onOpenChange(false), setError)
    setBusy(false)
  }
  return (
    <BaseAlert.Root open={open} onOpenChange={change}>
      <BaseAlert.Portal>
        <BaseAlert.Backdrop className={styles.backdrop} />
        <BaseAlert.Viewport className={styles.viewport}>
          <BaseAlert.Popup className={styles.popup}>
            <BaseAlert.Title className={styles.title}>{title}</BaseAlert.Title>
            <BaseAlert.Description className={styles.description} render={<div />}>
              {children}
            </BaseAlert.Description>
            {error !== undefined && (
              <div className={styles.body}>
                <ErrorNotice error={error} />
              </div>
            )}
            <div className={styles.actions}>
              <BaseAlert.Close render={<Button>Cancel</Button>} />
              <Button
                kind={dangerous ? 'danger' : 'primary'}
                busy={busy}
                disabled={disabled}
                onClick={confirm}
              >
                {action}
              </Button>
            </div>
          </BaseAlert.Popup>
        </BaseAlert.Viewport>
      </BaseAlert.Portal>
    </BaseAlert.Root>
  )
}

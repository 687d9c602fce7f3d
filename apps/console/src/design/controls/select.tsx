import { Select as Base } from '@base-ui/react/select'
import { useId } from 'react'
import { cx } from '../cx.ts'
import { Icon } from '../icon.tsx'
import popup from '../overlays/popup.module.css'
import field from './field.module.css'

export interface SelectOption<Value extends string> {
  readonly value: Value
  readonly label: string
  /** Fainter, behind the label. */
  readonly detail?: string
}

interface SelectProps<Value extends string> {
  readonly label: string
  readonly hideLabel?: boolean | undefined
  readonly options: ReadonlyArray<SelectOption<Value>>
  readonly value: Value
  readonly onValueChange: (value: Value) => void
  readonly disabled?: boolean | undefined
  readonly small?: boolean | undefined
  readonly className?: string | undefined
}

/** A choice of one of a few options; for many, use a combobox with search. An option of value '' means "any". */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { label, hideLabel, options, value, onValueChange, disabled = false, small, className } = props
  const id = useId()
  return (
    <div className={cx(field.field, className)}>
      <span id={id} className={cx(field.label, hideLabel && 'visually-hidden')}>
        {label}
      </span>
      <Base.Root
        items={options}
        value={value}
        disabled={disabled}
        onValueChange={(chosen: Value | null) => chosen !== null && onValueChange(chosen)}
      >
        <Base.Trigger
          className={cx(popup.trigger, small && popup.small)}
          aria-labelledby={`${id} ${id}-value`}
        >
          <Base.Value id={`${id}-value`} className={popup.value} />
          <Icon name="chevronDown" size={14} />
        </Base.Trigger>
        <Base.Portal>
          <Base.Positioner className={popup.positioner} sideOffset={4} alignItemWithTrigger={false}>
            <Base.Popup className={popup.popup}>
              {options.map((option) => (
                <Base.Item key={option.value} value={option.value} className={popup.item}>
                  <Base.ItemText className={popup.label}>{option.label}</Base.ItemText>
                  {option.detail && <span className={popup.detail}>{option.detail}</span>}
                  <Base.ItemIndicator className={popup.mark}>
                    <Icon name="check" size={14} />
                  </Base.ItemIndicator>
                </Base.Item>
              ))}
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
    </div>
  )
}

import { Menu as Base } from '@base-ui/react/menu'
import type { ReactElement } from 'react'
import { cx } from '../cx.ts'
import { Icon, type IconName } from '../icon.tsx'
import popup from './popup.module.css'

export interface MenuItem {
  readonly label: string
  readonly icon?: IconName
  readonly onSelect: () => void
  readonly dangerous?: boolean
  readonly disabled?: boolean
}

interface OpenMenuProps {
  readonly trigger: ReactElement
  readonly items: ReadonlyArray<MenuItem | '-'>
}

/** A menu that is open at first. */
export function OpenMenu({ trigger, items }: OpenMenuProps) {
  return (
    <Base.Root modal={false} defaultOpen>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className={popup.positioner} sideOffset={4} align="end">
          <Base.Popup className={popup.popup}>
            {items.map((item, index) =>
              item === '-' ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: a line has nothing else, and never moves
                <Base.Separator key={index} className={popup.separator} />
              ) : (
                <Base.Item
                  key={item.label}
                  className={cx(popup.item, item.dangerous && popup.dangerous)}
                  onClick={item.onSelect}
                  disabled={item.disabled ?? false}
                >
                  {item.icon && <Icon name={item.icon} />}
                  {item.label}
                </Base.Item>
              ),
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

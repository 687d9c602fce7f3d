import { Tabs as Base } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'
import { cx } from '../cx.ts'
import styles from './tabs.module.css'

export interface Tab<Value extends string> {
  readonly value: Value
  readonly label: ReactNode
  readonly content: ReactNode
  /** Its content stays in the document while another tab is shown. */
  readonly keep?: boolean
}

interface TabsProps<Value extends string> {
  /** What the tabs are about, for screen readers. */
  readonly label: string
  readonly tabs: ReadonlyArray<Tab<Value>>
  readonly value: Value
  readonly onValueChange: (value: Value) => void
  readonly panelClassName?: string | undefined
  readonly className?: string | undefined
}

/** Several views, one of which is shown. Arrow keys move between them. */
export function Tabs<Value extends string>(props: TabsProps<Value>) {
  const { label, tabs, value, onValueChange, panelClassName, className } = props
  return (
    <Base.Root value={value} onValueChange={(chosen: Value) => onValueChange(chosen)} className={className}>
      <Base.List className={styles.list} aria-label={label}>
        {tabs.map((tab) => (
          <Base.Tab key={tab.value} value={tab.value} className={styles.tab}>
            {tab.label}
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map((tab) => (
        <Base.Panel
          key={tab.value}
          value={tab.value}
          keepMounted={tab.keep ?? false}
          className={cx(styles.panel, panelClassName)}
        >
          {tab.content}
        </Base.Panel>
      ))}
    </Base.Root>
  )
}

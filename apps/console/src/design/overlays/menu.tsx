import { type ButtonHTMLAttributes, cloneElement, lazy, type ReactElement, Suspense } from 'react'
import { usePress } from '../controls/press.ts'
import type { MenuItem } from './open-menu.tsx'

interface MenuProps {
  /** The button. */
  readonly trigger: ReactElement<ButtonHTMLAttributes<HTMLButtonElement>>
  /** `'-'` between items draws a line. */
  readonly items: ReadonlyArray<MenuItem | '-'>
}

const load = () => import('./open-menu.tsx')
const OpenMenu = lazy(async () => ({ default: (await load()).OpenMenu }))

/** A menu of actions behind a button. */
export function Menu({ trigger, items }: MenuProps) {
  const { pressed, trigger: press } = usePress(load)
  const closed = cloneElement(trigger, { 'aria-haspopup': 'menu', 'aria-expanded': false, ...press })
  if (!pressed) return closed
  return (
    <Suspense fallback={closed}>
      <OpenMenu trigger={trigger} items={items} />
    </Suspense>
  )
}

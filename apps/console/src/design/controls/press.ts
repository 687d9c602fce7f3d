import { type KeyboardEvent, useState } from 'react'

/**
 * For large parts that open on a press: `load` begins when a pointer or the focus reaches the control, and `pressed` is
 * true from the first press on. The part is not loaded with the page.
 */
export function usePress(load: () => Promise<unknown>) {
  const [pressed, setPressed] = useState(false)
  const prepare = () => void load().catch(() => undefined)
  const press = () => setPressed(true)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    event.preventDefault()
    press()
  }
  return { pressed, trigger: { onPointerEnter: prepare, onFocus: prepare, onClick: press, onKeyDown } }
}

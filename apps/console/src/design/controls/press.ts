import { type KeyboardEvent, useState } from 'react'

/**
 * For what opens at a press and is large: `load` begins when a pointer or the focus comes near, and `pressed` is true from the
 * first press on. Until then nobody waits for it, and nothing of it comes with the page.
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

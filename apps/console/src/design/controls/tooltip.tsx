import { cloneElement, lazy, type ReactElement, Suspense, useEffect, useState } from 'react'

/** The attribute by which the host finds elements with a tooltip. */
const MARK = 'data-tooltip'
interface Marked {
  readonly 'data-tooltip'?: string
}
const AFTER_MS = 400

/** A hint for an element that has a name of its own. Touch screens never show it. The child must pass its props on. */
export function Tooltip({ text, children }: { text: string; children: ReactElement<Marked> }) {
  return cloneElement(children, { 'data-tooltip': text })
}

const OpenTooltip = lazy(async () => ({ default: (await import('./open-tooltip.tsx')).OpenTooltip }))

/** Shows the tooltip of the hovered or focused element. Used once, around the application. */
export function TooltipHost() {
  const anchor = useAnchor()
  const text = anchor?.getAttribute(MARK)
  if (!anchor || !text) return null
  return (
    <Suspense fallback={null}>
      <OpenTooltip key={text} anchor={anchor} text={text} />
    </Suspense>
  )
}

function useAnchor(): Element | undefined {
  const [anchor, setAnchor] = useState<Element>()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    // From a press until the pointer moves: an element that appears under a resting pointer was not pointed at.
    let rests = false
    const aim = (target: EventTarget | null, after: number) => {
      clearTimeout(timer)
      const found = target instanceof Element ? target.closest(`[${MARK}]`) : null
      timer = setTimeout(() => setAnchor(found ?? undefined), found ? after : 0)
    }
    const onOver = ({ target, pointerType }: PointerEvent) =>
      pointerType === 'mouse' && !rests && aim(target, AFTER_MS)
    const onMove = ({ movementX, movementY }: PointerEvent) => {
      if (movementX !== 0 || movementY !== 0) rests = false
    }
    const onFocus = ({ target }: FocusEvent) =>
      target instanceof Element && aim(target.matches(':focus-visible') ? target : null, AFTER_MS)
    const close = () => aim(null, 0)
    const onDown = () => {
      rests = true
      close()
    }
    const onKey = ({ key }: KeyboardEvent) => key === 'Escape' && close()
    document.addEventListener('pointerover', onOver)
    document.addEventListener('focusin', onFocus)
    document.addEventListener('focusout', close)
    document.addEventListener('pointerdown', onDown)
    document.addEventListener('pointermove', onMove)
    document.addEventListener('keydown', onKey)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('pointerover', onOver)
      document.removeEventListener('focusin', onFocus)
      document.removeEventListener('focusout', close)
      document.removeEventListener('pointerdown', onDown)
      document.removeEventListener('pointermove', onMove)
      document.removeEventListener('keydown', onKey)
    }
  }, [])
  return anchor?.isConnected ? anchor : undefined
}

import { Tooltip as Base } from '@base-ui/react/tooltip'
import styles from './tooltip.module.css'

/** A tooltip at an element. The element has an accessible name of its own, so that nothing is announced twice. */
export function OpenTooltip({ anchor, text }: { anchor: Element; text: string }) {
  return (
    <Base.Root open>
      <Base.Portal>
        <Base.Positioner anchor={anchor} sideOffset={6} className={styles.positioner}>
          <Base.Popup className={styles.popup} aria-hidden>
            {text}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

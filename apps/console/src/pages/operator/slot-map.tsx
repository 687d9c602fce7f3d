import type { Overview } from '../../api/types.ts'
import { cx } from '../../design/cx.ts'
import { toCount } from '../../design/data/quantities.ts'
import styles from './operator.module.css'
import { SLOT_KINDS, SLOT_WORDS, toSlots } from './slots.ts'

/** More slots than this are shown as parts of a bar. */
const MAX_CELLS = 96

/** An executor's slots, one hexagon each, with the numbers beside them. */
export function SlotMap({ executor }: { executor: Overview['executors'][number] }) {
  const slots = toSlots(executor)
  const total = executor.slots.total
  return (
    <div>
      <div className={cx('drawn', total <= MAX_CELLS ? styles.cells : styles.bar)} aria-hidden="true">
        {SLOT_KINDS.flatMap((kind) =>
          total <= MAX_CELLS
            ? Array.from({ length: slots[kind] }, (_, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: places of a kind are all alike
                <span key={`${kind}${index}`} className={cx(styles.cell, styles[kind])} />
              ))
            : [
                <span
                  key={kind}
                  className={cx(styles.part, styles[kind])}
                  style={{ flexGrow: slots[kind] }}
                />,
              ],
        )}
      </div>
      <ul className={styles.legend} aria-label={`Slots of ${executor.id}`}>
        {SLOT_KINDS.map((kind) => (
          <li key={kind}>
            <span className={cx('drawn', styles.cell, styles[kind])} aria-hidden="true" />
            {SLOT_WORDS[kind]} <strong>{toCount(slots[kind])}</strong>
          </li>
        ))}
      </ul>
    </div>
  )
}

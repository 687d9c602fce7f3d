import { CopyButton } from '../controls/copy-button.tsx'
import styles from './code-block.module.css'

/** Code to read and copy. The label says what it is. */
export function CodeBlock({ label, code }: { label: string; code: string }) {
  return (
    <figure className={styles.block}>
      <figcaption className={styles.head}>
        {label}
        <CopyButton text={code} label={`Copy: ${label}`} compact />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={styles.code} tabIndex={0} aria-label={label}>
        <pre>
          <code>{code}</code>
        </pre>
      </section>
    </figure>
  )
}

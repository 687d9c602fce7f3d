import { Place, SeverityBadge } from '../../execution/complaint.tsx'
import type { Diagnostic } from '../../program/diagnostics.ts'
import styles from './execution.module.css'

export function Diagnostics({ diagnostics }: { diagnostics: readonly Diagnostic[] }) {
  return (
    <ul className={styles.diagnostics} aria-label="Problems">
      {diagnostics.map((diagnostic, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two complaints may be the same; the list comes whole
        <li key={index}>
          <SeverityBadge severity={diagnostic.severity} />
          <div>
            <p className={styles.said}>{diagnostic.message}</p>
            <p className={styles.place}>
              <Place of={diagnostic} />
            </p>
          </div>
        </li>
      ))}
    </ul>
  )
}

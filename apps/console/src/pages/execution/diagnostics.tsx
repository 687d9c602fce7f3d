import { Badge, type Tone } from '../../design/badge.tsx'
import type { Diagnostic } from '../../program/diagnostics.ts'
import styles from './execution.module.css'

const TONES: Readonly<Record<Diagnostic['severity'], Tone>> = {
  error: 'danger',
  warning: 'warning',
  note: 'info',
}

export function Diagnostics({ diagnostics }: { diagnostics: readonly Diagnostic[] }) {
  return (
    <ul className={styles.diagnostics} aria-label="Problems">
      {diagnostics.map(({ file, line, column, severity, message, code }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two complaints may be the same; the list comes whole
        <li key={index}>
          <Badge tone={TONES[severity]}>{severity}</Badge>
          <div>
            <p className={styles.said}>{message}</p>
            <p className={styles.place}>
              <bdi>{file}</bdi>, line {line}
              {column === undefined ? '' : `, column ${column}`} {code}
            </p>
          </div>
        </li>
      ))}
    </ul>
  )
}

import { Badge, type Tone } from '../design/data/badge.tsx'
import type { Diagnostic } from '../program/diagnostics.ts'
import styles from './complaint.module.css'

const TONES: Readonly<Record<Diagnostic['severity'], Tone>> = {
  error: 'danger',
  warning: 'warning',
  note: 'info',
}

/** The severity of a complaint. All badges have the same width, so that the texts beside them are aligned. */
export function SeverityBadge({ severity }: { severity: Diagnostic['severity'] }) {
  return (
    <span className={styles.severity}>
      <Badge tone={TONES[severity]}>{severity}</Badge>
    </span>
  )
}

/** Its position as compilers write it, and its code. */
export function Place({ of: { file, line, column, code } }: { of: Diagnostic }) {
  return (
    <>
      <bdi>{file}</bdi>:{line}
      {column === undefined ? '' : `:${column}`} {code}
    </>
  )
}

import { Badge, type Tone } from '../design/data/badge.tsx'
import type { Diagnostic } from '../program/diagnostics.ts'
import styles from './complaint.module.css'

const TONES: Readonly<Record<Diagnostic['severity'], Tone>> = {
  error: 'danger',
  warning: 'warning',
  note: 'info',
}

/** How bad a complaint is. All are of one width, so that what stands beside them is in line. */
export function SeverityBadge({ severity }: { severity: Diagnostic['severity'] }) {
  return (
    <span className={styles.severity}>
      <Badge tone={TONES[severity]}>{severity}</Badge>
    </span>
  )
}

/** Where it is, as compilers say it, and its code. */
export function Place({ of: { file, line, column, code } }: { of: Diagnostic }) {
  return (
    <>
      <bdi>{file}</bdi>:{line}
      {column === undefined ? '' : `:${column}`} {code}
    </>
  )
}

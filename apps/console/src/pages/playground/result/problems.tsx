import { Place, SeverityBadge } from '../../../execution/complaint.tsx'
import type { Diagnostic } from '../../../program/diagnostics.ts'
import styles from './problems.module.css'

interface ProblemsProps {
  readonly diagnostics: readonly Diagnostic[]
  /** Names of files that the visitor can open. */
  readonly files: readonly string[]
  readonly onJump: (diagnostic: Diagnostic) => void
}

/** The complaints of compilers and interpreters. A press goes to the line. */
export function Problems({ diagnostics, files, onJump }: ProblemsProps) {
  if (diagnostics.length === 0) {
    return <p className={styles.none}>No diagnostics from a compiler or interpreter.</p>
  }
  return (
    <ul className={styles.problems} aria-label="Problems">
      {diagnostics.map((diagnostic, index) => {
        const { file, severity, message } = diagnostic
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: two complaints may be the same; the list comes whole
          <li key={index}>
            <button
              type="button"
              className={styles.problem}
              disabled={!files.includes(file)}
              onClick={() => onJump(diagnostic)}
            >
              <SeverityBadge severity={severity} />
              <span className={styles.message}>
                {message}
                <span className={styles.place}>
                  <Place of={diagnostic} />
                </span>
              </span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}

import type { ExecutionResult } from '../../api/types.ts'
import { Card } from '../../design/card.tsx'
import { Badge, type Tone } from '../../design/data/badge.tsx'
import { toSpan } from '../../design/data/quantities.ts'
import { STATUS_WORDS } from '../../design/data/status-badge.tsx'
import { Table } from '../../design/data/table.tsx'
import { textOf } from '../../execution/kept-output.ts'
import styles from './execution.module.css'

type Test = NonNullable<ExecutionResult['tests']>[number]

function wordsOf(status: Test['status']): { word: string; tone: Tone } {
  if (status === 'accepted') return { word: 'Accepted', tone: 'success' }
  if (status === 'wrong_answer') return { word: 'Wrong answer', tone: 'danger' }
  if (status === 'skipped') return { word: 'Skipped', tone: 'neutral' }
  return STATUS_WORDS[status]
}

export function Tests({ tests }: { tests: readonly Test[] }) {
  const accepted = tests.filter(({ status }) => status === 'accepted').length
  return (
    <Card title="Tests" lead={`${accepted} of ${tests.length} accepted.`}>
      <Table
        label="Tests"
        rows={tests.map((test, index) => ({ ...test, index }))}
        rowKey={({ index }) => index}
        columns={[
          { title: 'Test', cell: ({ name }) => <bdi className={styles.name}>{name}</bdi> },
          { title: 'Outcome', cell: ({ status }) => <Verdict status={status} /> },
          { title: 'What happened', cell: (test) => <What test={test} /> },
          { title: 'Took', end: true, cell: ({ run }) => (run ? toSpan(run.wallMs) : '–') },
        ]}
      />
    </Card>
  )
}

function Verdict({ status }: { status: Test['status'] }) {
  const { word, tone } = wordsOf(status)
  return (
    <Badge tone={tone} dot>
      {word}
    </Badge>
  )
}

/** The sentence, followed by the program's output. */
function What({ test: { message, run, name } }: { test: Test }) {
  const wrote = run ? textOf(run, 'stdout') + textOf(run, 'stderr') : ''
  if (wrote === '') return <bdi>{message}</bdi>
  return (
    <details className={styles.wrote}>
      <summary>
        <bdi>{message}</bdi>
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section tabIndex={0} aria-label={`Output of ${name}`}>
        <pre>{wrote}</pre>
      </section>
    </details>
  )
}

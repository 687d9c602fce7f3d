import { useMemo } from 'react'
import { Card } from '../../design/card.tsx'
import { Button } from '../../design/controls/button.tsx'
import { CopyButton } from '../../design/controls/copy-button.tsx'
import { piecesOf, textOf } from '../../execution/kept-output.ts'
import { Measurements } from '../../execution/measurements.tsx'
import { OutputBuffer } from '../../execution/output-buffer.ts'
import { download, OutputView } from '../../execution/output-view.tsx'
import { describeCut, type Phase } from './describe-cut.ts'
import styles from './execution.module.css'

interface PhaseCardProps {
  readonly title: string
  readonly phase: Phase
  /** Shown when it wrote nothing. */
  readonly empty: string
}

/** One compile or run phase: its output and its resource usage. */
export function PhaseCard({ title, phase, empty }: PhaseCardProps) {
  const buffer = useMemo(() => toBuffer(phase), [phase])
  const cut = describeCut(phase)
  return (
    <Card
      title={title}
      actions={
        !buffer.isEmpty && (
          <div className={styles.tools}>
            <CopyButton
              compact
              label={`Copy the output of the ${title.toLowerCase()}`}
              text={() => textOf(phase, 'stdout') + textOf(phase, 'stderr')}
            />
            <Button small icon="download" onClick={() => download(buffer)}>
              Download
            </Button>
          </div>
        )
      }
    >
      <div className={styles.output}>
        <OutputView
          buffer={buffer}
          version={1}
          live={false}
          empty={empty}
          label={`Output of the ${title.toLowerCase()}`}
        />
      </div>
      {cut && <p className={styles.note}>{cut}</p>}
      <Measurements phase={phase} />
    </Card>
  )
}

/** A result does not have the order in which a program wrote to its two streams. */
function toBuffer(phase: Phase): OutputBuffer {
  const buffer = new OutputBuffer()
  for (const stream of ['stdout', 'stderr'] as const) {
    for (const piece of piecesOf(phase, stream)) {
      if ('text' in piece) buffer.append(stream, piece.text)
      else buffer.note(piece.gap)
    }
  }
  return buffer
}

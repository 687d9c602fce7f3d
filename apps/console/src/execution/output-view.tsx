import { memo, type UIEvent, useLayoutEffect, useRef } from 'react'
import { Button } from '../design/controls/button.tsx'
import { cx } from '../design/cx.ts'
import type { Segment, Style } from './ansi.ts'
import type { Block, Line, OutputBuffer } from './output-buffer.ts'
import styles from './output-view.module.css'
import { saveFile } from './save-file.ts'

interface OutputViewProps {
  readonly buffer: OutputBuffer
  /** Changes when the buffer changes, which is read again then. */
  readonly version: number
  /** More may come. */
  readonly live: boolean
  /** Shown while there is no output. */
  readonly empty: string
  /** Its name for screen readers, unique on a page. */
  readonly label?: string
}

/**
 * After this many new lines since the last render only the last blocks are drawn, because nobody can read that fast.
 */
const RUSH_LINES = 500
const RUSH_BLOCKS = 3

/** Within this distance of the end the view follows new output, pixels. */
const FOLLOW_WITHIN = 40

/** The end of a program's output as text. Follows new output unless the reader has scrolled up. */
export function OutputView({ buffer, version, live, empty, label = 'Output' }: OutputViewProps) {
  const scroller = useRef<HTMLElement>(null)
  const follows = useRef(true)
  const seen = useRef(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version is what says that there is more
  useLayoutEffect(() => {
    const element = scroller.current
    if (element && follows.current) element.scrollTop = element.scrollHeight
    seen.current = buffer.droppedLines
  }, [version])
  const onScroll = ({ currentTarget: { scrollTop, scrollHeight, clientHeight } }: UIEvent<HTMLElement>) => {
    follows.current = scrollHeight - scrollTop - clientHeight < FOLLOW_WITHIN
  }
  const { droppedLines } = buffer
  const rushes = live && droppedLines - seen.current > RUSH_LINES
  const blocks = rushes ? buffer.blocks().slice(-RUSH_BLOCKS) : buffer.blocks()
  return (
    <div className={styles.frame}>
      {droppedLines > 0 && (
        <div className={styles.dropped}>
          <span>The first {droppedLines.toLocaleString()} lines are not shown.</span>
          <Button small icon="download" onClick={() => download(buffer)}>
            Download all
          </Button>
        </div>
      )}
      <section
        ref={scroller}
        className={styles.output}
        onScroll={onScroll}
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
      >
        {buffer.isEmpty && <p className={styles.empty}>{empty}</p>}
        {blocks.map((block) => (
          <BlockView key={block.id} block={block} />
        ))}
      </section>
    </div>
  )
}

/** Saves all output, as two files if there are two streams. */
export function download(buffer: OutputBuffer): void {
  for (const stream of ['stdout', 'stderr'] as const) {
    if (buffer.raw(stream).length > 0) saveFile(`${stream}.txt`, buffer.raw(stream))
  }
}

const BlockView = memo(function BlockView({ block }: { block: Block }) {
  return (
    <div>
      {block.lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of a block only ever come at its end
        <LineView key={index} line={line} />
      ))}
    </div>
  )
})

function LineView({ line: { stream, segments } }: { line: Line }) {
  return (
    <div className={cx(styles.line, stream !== 'stdout' && styles[stream])} data-stream={stream}>
      {segments.map((segment, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: so do segments of a line
        <SegmentView key={index} segment={segment} />
      ))}
    </div>
  )
}

function SegmentView({ segment: { text, style } }: { segment: Segment }) {
  const name = classOf(style)
  return name === '' ? text : <span className={name}>{text}</span>
}

function classOf({ color, background, bold, faint, italic, underline, inverse }: Style): string {
  return cx(
    color && styles[color],
    background && styles[`on${background}`],
    bold && styles.bold,
    faint && styles.faint,
    italic && styles.italic,
    underline && styles.underline,
    inverse && styles.inverse,
  )
}

import type { ExecutionResult, Runtime } from '../../../api/types.ts'
import { Button } from '../../../design/controls/button.tsx'
import { Note } from '../../../design/note.tsx'
import type { LimitName } from '../../../program/program.ts'
import { LIMIT_WORDS, limitThatEnded, rangeOfLimit } from '../limits.ts'

interface LimitAdviceProps {
  readonly result: ExecutionResult
  readonly runtime: Runtime | undefined
  /** Whether it ran on a terminal, which allows longer runs. */
  readonly interactive: boolean
  readonly onChange: (name: LimitName) => void
}

/** For a program that a limit ended: how far the limit can be raised, and where. */
export function LimitAdvice({ result, runtime, interactive, onChange }: LimitAdviceProps) {
  const name = limitThatEnded(result)
  if (name === undefined || !runtime) return null
  const { max } = rangeOfLimit(runtime, name, interactive)
  const { format, most } = LIMIT_WORDS[name]
  if ((result.limits?.[name] ?? 0) >= max)
    return <Note tone="warning">{`${format(max)} ${most} is the maximum for programs here.`}</Note>
  return (
    <Note
      tone="warning"
      action={
        <Button small onClick={() => onChange(name)}>
          Change the limit
        </Button>
      }
    >
      {`The limit can be raised to ${format(max)} ${most}.`}
    </Note>
  )
}

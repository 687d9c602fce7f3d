import type { ExecutionResult } from '../api/types.ts'

type Phase = NonNullable<ExecutionResult['run']>
export type Diagnostic = NonNullable<Phase['diagnostics']>[number]

/** All complaints of compilers and interpreters, the compiler's first. */
export function diagnosticsOf(result: ExecutionResult | undefined): Diagnostic[] {
  return [...(result?.compile?.diagnostics ?? []), ...(result?.run?.diagnostics ?? [])]
}

/** The range to underline, as offsets: from the column to the end of the word; the whole line without a column. */
export function rangeOf(
  { line, column }: Pick<Diagnostic, 'line' | 'column'>,
  text: string,
): { from: number; to: number } {
  const lines = text.split('\n')
  const index = Math.min(line, lines.length) - 1
  const start = lines.slice(0, index).reduce((sum, { length }) => sum + length + 1, 0)
  const content = lines[index] ?? ''
  const indent = content.length - content.trimStart().length
  const whole = { from: start + indent, to: start + Math.max(content.trimEnd().length, indent) }
  if (column === undefined || line > lines.length) return whole
  const at = Math.min(column - 1, content.length)
  const word = /^(?:[\p{L}\p{N}_$]+|\S)/u.exec(content.slice(at))?.[0] ?? ''
  // Past the end of the line, as in "expected ; here": the last character before it.
  if (word === '') return { from: Math.max(start, whole.to - 1), to: Math.max(whole.to, start) }
  return { from: start + at, to: start + at + word.length }
}

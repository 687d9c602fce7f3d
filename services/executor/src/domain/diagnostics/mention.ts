import { posix } from 'node:path'
import { type Diagnostic, MAX_DIAGNOSTIC_CHARACTERS } from '@runhive/contracts/execution-result'

/** A diagnostic as a format reads it from text: nothing is checked yet. */
export interface Mention {
  readonly file: string
  readonly line: string
  readonly column?: string | number | undefined
  readonly severity: Diagnostic['severity']
  readonly message: string
  readonly code?: string | undefined
}

/** Where a cell keeps the files of a request. */
const WORK_FOLDER = '/work'
/** Longer than any name a request may give, or a compiler's own files have. */
const MAX_FILE_CHARACTERS = 255
const MAX_CODE_CHARACTERS = 64

/** What a result carries of it; undefined when it names no place that can exist. */
export function toDiagnostic(mention: Mention): Diagnostic | undefined {
  const line = toPosition(mention.line)
  if (line === undefined || mention.file.length > MAX_FILE_CHARACTERS) return undefined
  const column = toPosition(mention.column)
  return {
    file: toWorkName(mention.file),
    line,
    ...(column === undefined ? {} : { column }),
    severity: mention.severity,
    message: cut(mention.message.trim(), MAX_DIAGNOSTIC_CHARACTERS),
    ...(mention.code ? { code: cut(mention.code, MAX_CODE_CHARACTERS) } : {}),
  }
}

/** The name as the request gave it; an absolute path when it is not in the work folder. */
export function toWorkName(path: string): string {
  const absolute = posix.resolve(WORK_FOLDER, path)
  return absolute.startsWith(`${WORK_FOLDER}/`) ? absolute.slice(WORK_FOLDER.length + 1) : absolute
}

/** Whether a path is one of the work folder; what an interpreter calls `<string>` is not. */
export function isInWorkFolder(path: string): boolean {
  return !path.startsWith('<') && !toWorkName(path).startsWith('/')
}

function toPosition(value: string | number | undefined): number | undefined {
  const number = Number(value)
  return Number.isSafeInteger(number) && number >= 1 ? number : undefined
}

/** At most `most` UTF-16 units, never half of a surrogate pair. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

/** One thing that is wrong with a caller's input. The first three fields are zod's. */
export interface Issue {
  readonly code: string
  readonly path: ReadonlyArray<string | number>
  readonly message: string
  /** The allowed range, where there is one. */
  readonly minimum?: number
  readonly maximum?: number
}

/** Of a path: no field of ours is deeper or has a longer name. */
const MAX_PARTS = 8
const MAX_PART_CHARACTERS = 128

/**
 * Issues as callers see them: a place that is deep, or has long names, is cut with "…", so that no answer is as
 * large as its question.
 */
export function toShortIssues(issues: readonly Issue[]): Issue[] {
  return issues.map((issue) => ({ ...issue, path: toShortPath(issue.path) }))
}

function toShortPath(path: Issue['path']): Issue['path'] {
  const parts = path
    .slice(0, MAX_PARTS)
    .map((part) => (typeof part === 'string' ? shorten(part, MAX_PART_CHARACTERS) : part))
  return path.length > MAX_PARTS ? [...parts, '…'] : parts
}

/** The text, or its beginning and "…" when it is longer. */
export function shorten(text: string, characters: number): string {
  return text.length > characters ? `${text.slice(0, characters).toWellFormed()}…` : text
}

/** Of a field's name in a message. */
const MAX_NAME_CHARACTERS = 160

/** One clear sentence: names the field and says what is wrong with it. */
export function describeIssues(issues: readonly Issue[]): string {
  const [first, ...others] = issues
  if (!first) return 'The request is not valid.'
  const more = others.length === 0 ? '' : ` (and ${others.length} more: see details.issues)`
  return `${describe(first)}${more}`
}

function describe({ path, message }: Issue): string {
  const field = path.length === 0 ? 'The request' : shorten(fieldName(path), MAX_NAME_CHARACTERS)
  // Most messages go on after the field's name; some are sentences of their own.
  return /^(must|is|are|has|contains|needs|cannot) /.test(message)
    ? `${field} ${message}`
    : `${field}: ${message}`
}

/** A field as people write it: `tests[3].limits.wallMs`. */
export function fieldName(path: Issue['path']): string {
  return path.reduce<string>(
    (name, part) => (typeof part === 'number' ? `${name}[${part}]` : name === '' ? part : `${name}.${part}`),
    '',
  )
}

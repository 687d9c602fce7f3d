/** One thing that is wrong with a caller's input. The first three fields are zod's. */
export interface Issue {
  readonly code: string
  readonly path: ReadonlyArray<string | number>
  readonly message: string
  /** The allowed range, where there is one. */
  readonly minimum?: number
  readonly maximum?: number
}

/** One clear sentence: names the field and says what is wrong with it. */
export function describeIssues(issues: readonly Issue[]): string {
  const [first, ...others] = issues
  if (!first) return 'The request is not valid.'
  const more = others.length === 0 ? '' : ` (and ${others.length} more: see details.issues)`
  return `${describe(first)}${more}`
}

function describe({ path, message }: Issue): string {
  const field = path.length === 0 ? 'The request' : fieldName(path)
  // Most messages go on after the field's name; some are sentences of their own.
  return /^(must|is|are|has|holds|needs|cannot) /.test(message)
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

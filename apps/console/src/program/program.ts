/** A program as the playground edits, shares and stores it. */

export interface ProgramFile {
  readonly name: string
  readonly content: string
}

/** As typed: empty for the runtime's default. Whole numbers in the unit of the API. */
export interface ProgramLimits {
  readonly wallMs?: number
  readonly cpuMs?: number
  readonly memoryBytes?: number
  readonly outputBytes?: number
  readonly processes?: number
}

export interface Program {
  /** The id of a runtime, such as `python-3.13`. */
  readonly runtime: string
  /** The first one is the main file. */
  readonly files: readonly ProgramFile[]
  readonly stdin: string
  readonly args: readonly string[]
  readonly limits: ProgramLimits
  /** Patterns of files to collect. */
  readonly collect: readonly string[]
  readonly interactive: boolean
  /** false: the service stores nothing of it. */
  readonly store: boolean
}

export const LIMIT_NAMES = ['wallMs', 'cpuMs', 'memoryBytes', 'outputBytes', 'processes'] as const
export type LimitName = (typeof LIMIT_NAMES)[number]

export const NO_EXTRAS: Omit<Program, 'runtime' | 'files'> = {
  stdin: '',
  args: [],
  limits: {},
  collect: [],
  interactive: false,
  store: true,
}

const MAX_TEXT = 1024 * 1024
const MAX_FILES = 200
const MAX_ITEMS = 256

/** Parses untrusted input; undefined if it is not a program. Unknown fields are dropped. */
export function parseProgram(value: unknown): Program | undefined {
  if (!isRecord(value)) return undefined
  const { runtime, files, stdin, args, limits, collect, interactive, store } = value
  if (!isText(runtime, 64) || !Array.isArray(files)) return undefined
  const read = files.slice(0, MAX_FILES).flatMap(readFile)
  if (read.length === 0 || read.length !== files.length) return undefined
  if (new Set(read.map(({ name }) => name)).size !== read.length) return undefined
  return {
    runtime,
    files: read,
    stdin: isText(stdin, MAX_TEXT) ? stdin : '',
    args: readTexts(args, 4_096),
    limits: readLimits(limits),
    collect: readTexts(collect, 255).slice(0, 16),
    interactive: interactive === true,
    store: store !== false,
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isText = (value: unknown, max: number): value is string =>
  typeof value === 'string' && value.length <= max

function readFile(value: unknown): ProgramFile[] {
  if (!isRecord(value) || !isText(value.name, 255) || !isText(value.content, MAX_TEXT)) return []
  return fileNameProblem(value.name) === undefined ? [{ name: value.name, content: value.content }] : []
}

const readTexts = (value: unknown, max: number): string[] =>
  Array.isArray(value) ? value.slice(0, MAX_ITEMS).filter((item) => isText(item, max)) : []

function readLimits(value: unknown): ProgramLimits {
  if (!isRecord(value)) return {}
  const known = LIMIT_NAMES.flatMap((name) => {
    const limit = value[name]
    return typeof limit === 'number' && Number.isSafeInteger(limit) && limit > 0
      ? [[name, limit] as const]
      : []
  })
  return Object.fromEntries(known)
}

/** What is wrong with a file's name by the service's rules; undefined if it is valid. */
export function fileNameProblem(name: string): string | undefined {
  if (name === '') return 'Enter a file name.'
  if (name.length > 255) return 'At most 255 characters.'
  if (name.startsWith('/')) return 'Must be relative to the work folder, without a leading slash.'
  if (name.split('/').some((part) => part === '' || part === '.' || part === '..')) {
    return 'It must stay inside the work folder: no empty, "." or ".." part.'
  }
  return /[\p{Cc}\\]/u.test(name) ? 'No control characters and no backslashes.' : undefined
}

/**
 * The messages between the frame and the embedding page, sent by `postMessage`. Each side accepts messages only from
 * the one window and origin that it expects, and only if they have exactly one of these forms. Others are ignored.
 */

/** Characters of code, in both directions. */
export const MAX_CODE = 256 * 1024
/** Characters of one stream of output that the frame shows. */
export const MAX_SHOWN = 200_000
/** CSS pixels. */
export const MIN_HEIGHT = 60
export const MAX_HEIGHT = 4_000

export const THEMES = ['auto', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** The code to run. The key is not included: it stays in the embedding page. */
export interface Snippet {
  /** Its display name, e.g. "Python". */
  readonly title: string
  readonly code: string
  readonly theme: Theme
}

/** The result of a run, in words and text. */
export interface Outcome {
  readonly good: boolean
  readonly summary: string
  readonly stdout: string
  readonly stderr: string
}

export type ToFrame =
  | { readonly runhive: 'show'; readonly snippet: Snippet }
  | { readonly runhive: 'outcome'; readonly run: number; readonly outcome: Outcome }

export type FromFrame =
  | { readonly runhive: 'ready' }
  | { readonly runhive: 'run'; readonly run: number; readonly code: string }
  | { readonly runhive: 'height'; readonly height: number }

type Check = (value: unknown) => boolean

const text =
  (max: number): Check =>
  (value) =>
    typeof value === 'string' && value.length <= max
const is =
  (expected: string): Check =>
  (value) =>
    value === expected
const whole: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0
const truth: Check = (value) => typeof value === 'boolean'
const theme: Check = (value) => THEMES.some((known) => known === value)

/** An object with these fields and no others. */
const object =
  (shape: Readonly<Record<string, Check>>): Check =>
  (value) => {
    if (typeof value !== 'object' || value === null) return false
    const fields = Object.entries(value)
    return (
      fields.length === Object.keys(shape).length &&
      fields.every(([name, field]) => Object.hasOwn(shape, name) && shape[name]?.(field) === true)
    )
  }

const SNIPPET = object({ title: text(100), code: text(MAX_CODE), theme })
const OUTCOME = object({
  good: truth,
  summary: text(2_000),
  stdout: text(MAX_SHOWN),
  stderr: text(MAX_SHOWN),
})
const TO_FRAME = [
  object({ runhive: is('show'), snippet: SNIPPET }),
  object({ runhive: is('outcome'), run: whole, outcome: OUTCOME }),
]
const FROM_FRAME = [
  object({ runhive: is('ready') }),
  object({ runhive: is('run'), run: whole, code: text(MAX_CODE) }),
  object({ runhive: is('height'), height: whole }),
]

/** The message if it is a valid one for the frame, else undefined. */
export function readToFrame(data: unknown): ToFrame | undefined {
  return TO_FRAME.some((fits) => fits(data)) ? (data as ToFrame) : undefined
}

/** The message if it is a valid one from the frame, else undefined. */
export function readFromFrame(data: unknown): FromFrame | undefined {
  return FROM_FRAME.some((fits) => fits(data)) ? (data as FromFrame) : undefined
}

/** Truncated to what the frame accepts. */
export const shorten = (value: string): string =>
  value.length <= MAX_SHOWN ? value : `${value.slice(0, MAX_SHOWN - 40)}\n… (the rest is not shown)`

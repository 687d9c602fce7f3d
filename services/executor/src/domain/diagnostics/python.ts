import { isInWorkFolder, type Mention } from './mention.ts'

const TRACEBACK = /^(?:Exception Group )?Traceback \(most recent call last\):$/
const FRAME = /^ {2}File "(.+)", line (\d+)/
/** `ZeroDivisionError: division by zero`, `json.decoder.JSONDecodeError: …`, `KeyboardInterrupt`. */
const EXCEPTION = /^([A-Za-z_][\w.]*)(?::|$)/
const CHAINED =
  /^(?:The above exception was the direct cause of the following exception|During handling of the above exception, another exception occurred):$/
/** The traceback after this line ended a thread or a destructor, not the program. */
const ASIDE = /^Exception (?:ignored |in thread )/
/** `+-+------ 1 ------` and `+------ 2 ------` begin the parts of an exception group, `+------` ends them. */
const PART = /^ +(?:\+-)?\+-{4,}(?: (\d+|\.\.\.) -+)?$/
/** What stands before every line of a group: `  | `, and `  + ` before its traceback. */
const MARGIN = /^ +[|+] /

/** One exception as Python tells it. */
interface Raised {
  /** How it is related to the one before it. */
  readonly how: 'alone' | 'chained' | 'part' | 'aside'
  /** The innermost frame in the work folder. */
  place: { readonly file: string; readonly line: string } | undefined
  /** Its name and message, line by line; empty while its frames are being read. */
  readonly text: string[]
}

/**
 * The exception that ended a Python program: where it was raised, or the last place in the user's own files on the way
 * there. What caused it, and the parts of an exception group, follow as notes. There are no columns: Python prints the
 * source line without its indentation.
 */
export function parsePython(lines: readonly string[]): Mention[] {
  let final: Raised | undefined
  let parts: Raised[] = []
  let causes: Raised[] = []
  for (const raised of readRaised(lines)) {
    if (raised.how === 'aside') continue
    if (raised.how === 'part') {
      parts.push(raised)
      continue
    }
    if (raised.how !== 'chained') causes = []
    else if (final) causes.push(final, ...parts)
    final = raised
    parts = []
  }
  const notes = [...parts, ...causes].flatMap((raised) => toMentions(raised, 'note'))
  return final ? [...toMentions(final, 'error'), ...notes] : notes
}

function readRaised(lines: readonly string[]): Raised[] {
  const all: Raised[] = []
  let current: Raised | undefined
  let next: Raised['how'] = 'alone'
  let inParts = false
  for (const line of lines) {
    const part = PART.exec(line)
    if (part) {
      inParts = part[1] !== undefined
      current = inParts ? toRaised('part') : undefined
      continue
    }
    const text = line.replace(MARGIN, '')
    const frame = FRAME.exec(text)
    if (TRACEBACK.test(text)) {
      inParts &&= text !== line
      current = toRaised(inParts ? 'part' : next)
      next = 'alone'
    } else if (frame && !current?.text.length) {
      // A main file that cannot be compiled has no traceback before it.
      current ??= toRaised(next)
      const [, file = '', at = ''] = frame
      if (isInWorkFolder(file)) current.place = { file, line: at }
    } else if (current && current.text.length === 0) {
      if (!EXCEPTION.test(text)) continue
      current.text.push(text)
      all.push(current)
    } else if (CHAINED.test(text)) {
      next = 'chained'
      current = undefined
    } else if (ASIDE.test(text)) {
      next = 'aside'
      current = undefined
    } else if (text.trim() === '') {
      current = undefined
    } else {
      current?.text.push(text)
    }
  }
  return all
}

function toRaised(how: Raised['how']): Raised {
  return { how, place: undefined, text: [] }
}

function toMentions({ place, text }: Raised, severity: Mention['severity']): Mention[] {
  if (!place) return []
  return [{ ...place, severity, message: text.join('\n'), code: EXCEPTION.exec(text[0] ?? '')?.[1] }]
}

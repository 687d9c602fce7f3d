import type { Diagnostic } from '@runhive/contracts/execution-result'
import type { Mention } from './mention.ts'

/** `main.c:3:5: error: …`. Excerpts of source, which may hold anything, begin with a space; a file's name does not. */
const COMPLAINT = /^(\S.*?):(\d+):(?:(\d+):)? (fatal error|error|warning|note): (.*)$/
/** C++ names the user's line of an error inside a template only so: `main.cpp:5:14:   required from here`. */
const REQUIRED = /^(\S.*?):(\d+):(\d+): {2,}((?:recursively )?required from .*)$/
/** gfortran gives the place first, then an excerpt, then `Error: …`. */
const PLACE = /^(\S.*?):(\d+):(\d+):$/
const AFTER_PLACE = /^(Fatal Error|Error|Warning): (.*)$/
/** The option that asked for it: `[-Wunused-variable]`. */
const OPTION = / \[(-[^\]\s]+)\]$/

/** gcc, g++, clang, clang++, GNAT and gfortran. Linkers name no line; what they say stays in the output only. */
export function parseGcc(lines: readonly string[]): Mention[] {
  const mentions: Mention[] = []
  let required: Mention[] = []
  let place: RegExpExecArray | undefined
  for (const line of lines) {
    if (!line.includes(':')) continue
    const found = COMPLAINT.exec(line)
    if (found) {
      // What required a template is written before the complaint in it, and explains it all the same.
      mentions.push(toMention(found, toSeverity(found[4]), found[5]), ...required)
      required = []
      place = undefined
      continue
    }
    const requiredAt = REQUIRED.exec(line)
    if (requiredAt) required.push(toMention(requiredAt, 'note', requiredAt[4]))
    const said = place && AFTER_PLACE.exec(line)
    if (place && said) mentions.push(toMention(place, toSeverity(said[1]), said[2]))
    place = PLACE.exec(line) ?? (said ? undefined : place)
  }
  return mentions
}

function toMention(
  [, file = '', line = '', column]: RegExpExecArray,
  severity: Diagnostic['severity'],
  text = '',
): Mention {
  const code = OPTION.exec(text)?.[1]
  return { file, line, column, severity, code, message: code ? text.slice(0, -code.length - 3) : text }
}

function toSeverity(word = ''): Diagnostic['severity'] {
  const lower = word.toLowerCase()
  return lower === 'warning' || lower === 'note' ? lower : 'error'
}

import { type Program, parseProgram } from './program.ts'

const KEY = 'runhive.draft'

/** What was being written here last; undefined when nothing was, or storage is forbidden. */
export function readDraft(): Program | undefined {
  try {
    return parseProgram(JSON.parse(localStorage.getItem(KEY) ?? 'null'))
  } catch {
    return undefined
  }
}

/** Kept in this browser only. */
export function writeDraft(program: Program): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(program))
  } catch {
    // It lasts as long as the page does.
  }
}

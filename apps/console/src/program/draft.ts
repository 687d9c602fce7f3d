import { type Program, parseProgram } from './program.ts'

const KEY = 'runhive.draft'

/** The last draft of this browser; undefined without one, or if storage is forbidden. */
export function readDraft(): Program | undefined {
  try {
    return parseProgram(JSON.parse(localStorage.getItem(KEY) ?? 'null'))
  } catch {
    return undefined
  }
}

/** Stored in this browser only. */
export function writeDraft(program: Program): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(program))
  } catch {
    // It lasts as long as the page does.
  }
}

export function forgetDraft(): void {
  try {
    localStorage.removeItem(KEY)
  } catch {
    // Then there is none.
  }
}

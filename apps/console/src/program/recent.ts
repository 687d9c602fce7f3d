import { type Program, parseProgram } from './program.ts'

const KEY = 'runhive.recent'
/** How many are remembered, and how many characters they may be altogether: browsers give a page about five million. */
const MAX_PROGRAMS = 50
const MAX_CHARACTERS = 1_000_000

type Remembered = ReadonlyArray<readonly [id: string, program: unknown]>

/** Programs that ran from this browser, by their execution: the service keeps what a program wrote, never the program. */
export function recallProgram(id: string): Program | undefined {
  return parseProgram(read().find(([known]) => known === id)?.[1])
}

/** Call it when a program that may be kept was accepted. One with `store: false` is not remembered. */
export function rememberProgram(id: string, program: Program): void {
  if (program.store) write(withinBounds([[id, program], ...read().filter(([known]) => known !== id)]))
}

/** Whoever leaves this browser leaves nothing in it. */
export function forgetPrograms(): void {
  write([])
}

/** The newest that fit. */
export function withinBounds(programs: Remembered): Remembered {
  const kept: Array<Remembered[number]> = []
  let characters = 0
  for (const one of programs.slice(0, MAX_PROGRAMS)) {
    characters += JSON.stringify(one).length
    if (characters > MAX_CHARACTERS) break
    kept.push(one)
  }
  return kept
}

function read(): Remembered {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(stored)
      ? stored.filter((one): one is Remembered[number] => Array.isArray(one) && typeof one[0] === 'string')
      : []
  } catch {
    return []
  }
}

/** Storage may be full, or forbidden: then nothing is remembered. */
function write(programs: Remembered): void {
  try {
    if (programs.length === 0) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, JSON.stringify(programs))
  } catch {
    // See above.
  }
}

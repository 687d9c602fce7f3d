import { type Program, parseProgram } from './program.ts'

/** Which programs there are, the newest first, and how many characters each takes. Each has a key of its own. */
const INDEX = 'runhive.recent'
const keyOf = (id: string) => `runhive.program.${id}`
/** How many are remembered, and how many characters they may be altogether: browsers give a page about five million. */
const MAX_PROGRAMS = 50
const MAX_CHARACTERS = 1_000_000

type Index = ReadonlyArray<readonly [id: string, characters: number]>

/** Programs that ran from this browser, by their execution: the service keeps what a program wrote, never the program. */
export function recallProgram(id: string): Program | undefined {
  return attempt(() => parseProgram(JSON.parse(localStorage.getItem(keyOf(id)) ?? 'null')))
}

/** Call it when a program was accepted. One that is not to be stored is not remembered either. */
export function rememberProgram(id: string, program: Program): void {
  const sound = program.store ? parseProgram(program) : undefined
  if (!sound) return
  const text = JSON.stringify(sound)
  if (text.length > MAX_CHARACTERS) return
  const before = readIndex().filter(([known]) => known !== id)
  const { kept, dropped } = withinBounds([[id, text.length], ...before])
  attempt(() => {
    for (const [gone] of dropped) localStorage.removeItem(keyOf(gone))
    localStorage.setItem(keyOf(id), text)
    localStorage.setItem(INDEX, JSON.stringify(kept))
  })
}

/** Whoever leaves this browser leaves nothing in it. */
export function forgetPrograms(): void {
  attempt(() => {
    for (const [id] of readIndex()) localStorage.removeItem(keyOf(id))
    localStorage.removeItem(INDEX)
  })
}

/** The newest that fit, and the others. */
function withinBounds(index: Index): { kept: Index; dropped: Index } {
  let characters = 0
  const end = index.findIndex(([, length], at) => {
    characters += length
    return at >= MAX_PROGRAMS || characters > MAX_CHARACTERS
  })
  return end < 0 ? { kept: index, dropped: [] } : { kept: index.slice(0, end), dropped: index.slice(end) }
}

function readIndex(): Index {
  const stored: unknown = attempt(() => JSON.parse(localStorage.getItem(INDEX) ?? '[]'))
  return Array.isArray(stored) ? stored.filter(isEntry) : []
}

const isEntry = (value: unknown): value is Index[number] =>
  Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'number'

/** Storage may be full, or forbidden: then nothing is remembered. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}

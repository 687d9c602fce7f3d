import { DRILLS, type DrillName } from './run-drills.ts'

/** Which drills were asked for: all of them when none is named. Throws with one sentence when there is no such drill. */
export function parseNames(argv: ReadonlyArray<string>): ReadonlyArray<DrillName> {
  const names = argv.map((word) => {
    const name = DRILLS.find((known) => known === word)
    if (name === undefined) throw new Error(`there is no drill "${word}": there are ${DRILLS.join(', ')}`)
    return name
  })
  return names.length === 0 ? DRILLS : names
}

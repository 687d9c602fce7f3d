/** Left in browsers by consoles from before history kept what was asked. */
const INDEX = 'runhive.recent'
const PROGRAM = 'runhive.program.'

/** Removes the programs that earlier consoles remembered here: nothing reads them any more. */
export function dropFormerPrograms(): void {
  try {
    for (const key of Object.keys(localStorage))
      if (key === INDEX || key.startsWith(PROGRAM)) localStorage.removeItem(key)
  } catch {
    // Storage is forbidden: then there are none.
  }
}

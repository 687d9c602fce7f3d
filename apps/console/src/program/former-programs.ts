/** Stored in browsers by older consoles, before history kept requests. */
const INDEX = 'runhive.recent'
const PROGRAM = 'runhive.program.'

/** Removes the programs that older consoles stored here. Nothing reads them any more. */
export function dropFormerPrograms(): void {
  try {
    for (const key of Object.keys(localStorage))
      if (key === INDEX || key.startsWith(PROGRAM)) localStorage.removeItem(key)
  } catch {
    // Storage is forbidden: then there are none.
  }
}

import { writeFile } from 'node:fs/promises'
import { readPrograms, renderSettingsPage, SETTINGS_PAGE } from './settings-page.ts'

/** Writes the pages of `docs` that are made from code. Run it when a setting changed; a test says so. */
await writeFile(SETTINGS_PAGE, renderSettingsPage(await readPrograms()))

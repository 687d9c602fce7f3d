import { writeFile } from 'node:fs/promises'
import { PAGE, readLanguagesPage } from './page/read-page.ts'

/** Writes `docs/languages.md` from the manifests. Run it when a manifest changed; a test says so. */
await writeFile(PAGE, await readLanguagesPage())

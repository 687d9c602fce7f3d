import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LANGUAGES_FOLDER, readImageFolders } from '../../catalogue/load-catalogue.ts'
import { readCases } from '../conformance/conformance.ts'
import { toLanguagesPage } from './languages-page.ts'

/** Where the page is in the repository. */
export const PAGE = join(import.meta.dirname, '../../../../../docs/languages.md')

/** The page of languages as it must be for the manifests there are. */
export async function readLanguagesPage(): Promise<string> {
  const template = await readFile(join(LANGUAGES_FOLDER, 'page.md'), 'utf8')
  return toLanguagesPage({ template, folders: await readImageFolders(), cases: await readCases() })
}

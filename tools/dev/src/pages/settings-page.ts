import { globSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CommonSettings } from '@runhive/process/settings'
import { describeSettings, type SettingRow } from '@runhive/process/settings-table'
import * as z from 'zod'
import { inRepository, repositoryRoot } from '../repository.ts'

export const SETTINGS_PAGE = inRepository('docs/settings.md')

/** A program that reads settings, by the file with its table. */
export interface Program {
  readonly name: string
  readonly file: string
  readonly rows: ReadonlyArray<SettingRow>
}

const HEAD = `# Settings

Written by \`node tools/dev/src/pages/write.ts\` from the schemas that check the settings; do not edit.

Every program reads its settings from the environment at start. If any are wrong it refuses to start, and names each with
its allowed range, but never its value. An empty setting counts as unset. \`docs/operations.md\` says when to change them.
`

/** All programs with a \`config.ts\`, services first. Throws for one that does not export its table. */
export async function readPrograms(root = repositoryRoot): Promise<Program[]> {
  const files = ['services', 'tools'].flatMap((folder) =>
    globSync(`${folder}/*/src/config.ts`, { cwd: root }).sort(),
  )
  return Promise.all(
    files.map(async (file) => {
      const { Settings } = (await import(pathToFileURL(join(root, file)).href)) as { Settings?: unknown }
      if (!(Settings instanceof z.ZodObject)) {
        throw new Error(`${file} must export its table of settings as \`Settings\`, made with z.object`)
      }
      return { name: file.split('/')[1] ?? file, file, rows: describeSettings(Settings.shape) }
    }),
  )
}

export function withoutMeaning(programs: ReadonlyArray<Program>): string[] {
  return programs.flatMap(({ file, rows }) =>
    rows.filter((row) => row.meaning === '').map((row) => `${row.name} in ${file} has no description`),
  )
}

export function renderSettingsPage(programs: ReadonlyArray<Program>): string {
  const common = describeSettings(CommonSettings)
  const shared = new Set(common.map(({ name }) => name))
  const sections = programs.map(({ name, file, rows }) => {
    const own = rows.filter((row) => !shared.has(row.name))
    const table = own.length === 0 ? 'None of its own.\n' : renderTable(own)
    return `## ${name}\n\nFrom \`${file}\`.\n\n${table}`
  })
  return [HEAD, `## All services\n\n${renderTable(common)}`, ...sections].join('\n')
}

function renderTable(rows: ReadonlyArray<SettingRow>): string {
  const lines = rows.map((row) => {
    const meaning = row.secret ? `${row.meaning}. **Secret.**` : row.meaning
    return `| \`${row.name}\` | ${cell(row.default)} | ${cell(row.allowed)} | ${cell(meaning)} |`
  })
  return ['| setting | default | allowed | meaning |', '| --- | --- | --- | --- |', ...lines, ''].join('\n')
}

function cell(value: string): string {
  return value.replaceAll('|', '\\|').replaceAll('\n', ' ')
}

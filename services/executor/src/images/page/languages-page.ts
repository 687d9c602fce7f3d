import type { ImageFolder } from '../../catalogue/load-catalogue.ts'
import { createCatalogue } from '../../domain/languages/catalogue.ts'
import type { Manifest } from '../../domain/languages/manifest.ts'

/** What the page of languages is made from. */
export interface PageSources {
  /** The page's words, with `{{name}}` where a part made from the catalogue goes. */
  readonly template: string
  readonly folders: readonly ImageFolder[]
  /** The cases of the conformance set, in their order. */
  readonly cases: readonly { readonly name: string; readonly guarantee: string }[]
}

interface Runtime extends Manifest {
  readonly image: string
}

/** The page of languages, in Markdown. Throws when the template asks for a part there is not. */
export function toLanguagesPage({ template, folders, cases }: PageSources): string {
  const { runtimes } = createCatalogue(
    folders.flatMap(({ image, manifests }) => manifests.map((manifest) => ({ image, manifest }))),
  )
  const languages = [...Map.groupBy(runtimes, ({ language }) => language).values()].sort(byName)
  const parts: Readonly<Record<string, string>> = {
    counts: `Runhive knows ${runtimes.length} runtimes in ${languages.length} languages.`,
    languages: toTable(['language', 'names', 'runtimes', 'file', 'image'], languages.map(toLanguageRow)),
    images: toTable(['image', 'holds', 'built'], folders.flatMap(toImageRow)),
    cases: cases.map(({ name, guarantee }) => `- \`${name}\`: ${guarantee}`).join('\n'),
    notes: runtimes.flatMap(toNotes).join('\n'),
  }
  return template.replace(/\{\{(\w+)\}\}/g, (_all, name: string) => {
    const part = parts[name]
    if (part === undefined) throw new Error(`the page of languages asks for a part "${name}"`)
    return part
  })
}

function byName([a]: readonly Runtime[], [b]: readonly Runtime[]): number {
  return (a?.name ?? '').localeCompare(b?.name ?? '', 'en', { sensitivity: 'base' })
}

function toLanguageRow(runtimes: readonly Runtime[]): string[] {
  const [usual] = runtimes
  if (!usual) return []
  // An alternative's aliases are its own: they do not mean the language.
  const names = runtimes.flatMap(({ alternative, aliases }) => (alternative ? [] : aliases))
  const ids = runtimes.map(({ runtime, alternative, aliases }) =>
    [
      toCode(runtime),
      ...(alternative && aliases.length > 0 ? [`(${aliases.map(toCode).join(', ')})`] : []),
    ].join(' '),
  )
  return [
    usual.name,
    toList([usual.language, ...names].map(toCode)),
    toList(ids),
    toCode(usual.file),
    toList(runtimes.map(({ image }) => image)),
  ]
}

function toImageRow({ image, manifests, build }: ImageFolder): string[][] {
  if (manifests.length === 0) return []
  const names = toList(manifests.map(({ name }) => name))
  return [[toCode(image), `${manifests.length}: ${names}`, build.default ? 'always' : 'on demand']]
}

function toNotes({ runtime, conformance }: Manifest): string[] {
  return Object.entries(conformance).flatMap(([name, note]) => {
    if ('skip' in note) return [`- \`${runtime}\`, no \`${name}\`: ${note.skip}`]
    if ('guarantee' in note) return [`- \`${runtime}\` also \`${name}\`: ${note.guarantee}`]
    return []
  })
}

function toTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

function toList(items: readonly string[]): string {
  return [...new Set(items)].join(', ')
}

function toCode(text: string): string {
  return `\`${text}\``
}

import { access, readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import * as z from 'zod'
import {
  type ImageFolder,
  LANGUAGES_FOLDER,
  readImageFolders,
  readJson,
} from '../../catalogue/load-catalogue.ts'
import type { Manifest } from '../../domain/languages/manifest.ts'

/**
 * The conformance set: what every runtime must be able to do, as data. `languages/conformance.json` names the cases
 * and what each must answer; `languages/<image>/<language>.conformance/<case>/` holds the program, which serves every
 * runtime of the language in any image, unless `<runtime>.conformance/<case>/` holds one of its own. The manifest
 * says what is particular: a text the error output must contain, a case the language cannot do and why, a case it adds.
 */

const Expectation = z.strictObject({
  /** Any of these; absent: succeeded. */
  status: z.array(z.string()).min(1).default(['succeeded']),
  exitCode: z.int().optional(),
  /** Exactly. */
  stdout: z.string().optional(),
  /** Exactly. */
  stderr: z.string().optional(),
})

type Case = z.output<typeof Case>
const Case = z.strictObject({
  name: z.string().regex(/^[a-z-]+$/),
  /** What a language that passes promises. */
  guarantee: z.string().min(1),
  /** The main file; absent: what the language calls a single source. */
  file: z.string().min(1).optional(),
  compilerArgs: z.array(z.string()).default([]),
  stdin: z.string().default(''),
  args: z.array(z.string()).default([]),
  /** true: only for languages with a compile phase. */
  compiledOnly: z.boolean().default(false),
  expect: Expectation.prefault({}),
  /**
   * Makes it the first of these cases that the runtime has, program and answer, with every source as an editor on
   * Windows may write it: a byte order mark first, and CR LF at the ends of lines.
   */
  fromWindows: z.array(z.string()).min(1).optional(),
})

export interface ConformanceRequest {
  /** A runtime id. */
  readonly language: string
  /** The first is the main one. */
  readonly files: readonly { readonly name: string; readonly content: string }[]
  readonly stdin: string
  readonly args: readonly string[]
  readonly compilerArgs: readonly string[]
}

/** The part of an execution's result that is checked. */
export interface ConformanceOutcome {
  readonly status: string
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
  /** What the compiler wrote; absent when there was no compile phase. */
  readonly compile?: { readonly stdout: string; readonly stderr: string } | undefined
}

/** The executor's real path, or anything that runs a program as it would. */
export type Execute = (request: ConformanceRequest) => Promise<ConformanceOutcome>

export interface ConformanceCase {
  readonly runtime: string
  readonly name: string
  readonly guarantee: string
  readonly request: ConformanceRequest
  readonly expect: z.output<typeof Expectation> & { readonly errorContains: string | undefined }
}

/**
 * Every case of every runtime that is `wanted`. Throws when a program is missing: a runtime is proven as a whole or not
 * at all.
 */
export async function loadConformance(
  wanted: (image: ImageFolder) => boolean = () => true,
  folder = LANGUAGES_FOLDER,
): Promise<ConformanceCase[]> {
  const common = await readCases(folder)
  const images = await readImageFolders(folder)
  const cases = images.filter(wanted).flatMap((image) =>
    image.manifests.flatMap((manifest) =>
      toOwnCases(common, manifest).map(async (own) => {
        const program = own.fromWindows?.[0] ?? own.name
        const places = [
          join(image.path, `${manifest.runtime}.conformance`, program),
          ...[image, ...images].map(({ path }) => join(path, `${manifest.language}.conformance`, program)),
        ]
        return toCase(own, manifest, await findFirst(places))
      }),
    ),
  )
  return Promise.all(cases)
}

/** The cases that every runtime must have. */
export function readCases(folder = LANGUAGES_FOLDER): Promise<Case[]> {
  return readJson(join(folder, 'conformance.json'), z.array(Case))
}

/**
 * The cases a runtime has: the common ones it does not rule out, and those it adds. Throws for a note about no case.
 */
function toOwnCases(common: readonly Case[], manifest: Manifest): Case[] {
  const notes = manifest.conformance
  const added = Object.entries(notes).flatMap(([name, note]) => {
    if (!('guarantee' in note)) return []
    const { stdout, ...own } = note
    return [Case.parse({ name, ...own, expect: { stdout } })]
  })
  const own = common.filter(
    ({ name, compiledOnly }) => (!compiledOnly || manifest.compile) && !('skip' in (notes[name] ?? {})),
  )
  const derived = own.map((one) => (one.fromWindows ? toDerived(one, own) : one))
  const known = new Set([...common, ...added].map(({ name }) => name))
  const stray = Object.keys(notes).find((name) => !known.has(name))
  if (stray !== undefined)
    throw new Error(`${manifest.runtime} speaks of a case "${stray}" that there is not`)
  return [...derived, ...added]
}

/** Throws when the runtime has none of the cases it could be made from. */
function toDerived(derived: Case, own: readonly Case[]): Case {
  const origin = derived.fromWindows
    ?.map((name) => own.find((one) => one.name === name))
    .find((one) => one !== undefined)
  if (!origin) throw new Error(`"${derived.name}" has no case to be made from`)
  return { ...origin, name: derived.name, guarantee: derived.guarantee, fromWindows: [origin.name] }
}

async function findFirst(places: readonly string[]): Promise<string> {
  for (const place of places) {
    const exists = await access(place).then(
      () => true,
      () => false,
    )
    if (exists) return place
  }
  throw new Error(`${places[1]} is missing`)
}

async function toCase(own: Case, manifest: Manifest, folder: string): Promise<ConformanceCase> {
  const note = manifest.conformance[own.name]
  const { file: main = manifest.file, stdin, args, compilerArgs } = own
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort((a, b) => Number(b === main) - Number(a === main) || (a < b ? -1 : 1))
  // A case that only this runtime has may be about what its files are called, and in which order they come.
  if (names[0] !== main && !(note && 'guarantee' in note)) throw new Error(`${folder} has no ${main}`)
  const isSource = (name: string) =>
    name === main || manifest.extensions.some((extension) => name.endsWith(extension))
  const files = await Promise.all(
    names.map(async (name) => {
      const content = await readFile(join(folder, name), 'utf8')
      return { name, content: own.fromWindows && isSource(name) ? asFromWindows(content) : content }
    }),
  )
  return {
    runtime: manifest.runtime,
    name: own.name,
    guarantee: own.guarantee,
    request: { language: manifest.runtime, files, stdin, args, compilerArgs },
    expect: { ...own.expect, errorContains: note && 'contains' in note ? note.contains : undefined },
  }
}

function asFromWindows(text: string): string {
  return `\uFEFF${text.replace(/\r?\n/g, '\r\n')}`
}

/** Runs one case and says in what it differs from what it must be; nothing when it conforms. */
export async function checkCase(conformance: ConformanceCase, execute: Execute): Promise<string[]> {
  return findDifferences(conformance.expect, await execute(conformance.request))
}

export function findDifferences(expect: ConformanceCase['expect'], outcome: ConformanceOutcome): string[] {
  const compiler = outcome.compile ?? { stdout: '', stderr: '' }
  // Some compilers complain on their standard output.
  const errors = outcome.status === 'compile_failed' ? compiler.stdout + compiler.stderr : outcome.stderr
  const differences = [
    !expect.status.includes(outcome.status) &&
      `status is ${outcome.status}, not ${expect.status.join(' or ')}: ${shorten(compiler.stdout + compiler.stderr + outcome.stderr)}`,
    differs(expect.exitCode, outcome.exitCode) && `exit code is ${outcome.exitCode}, not ${expect.exitCode}`,
    differs(expect.stdout, outcome.stdout) &&
      `stdout is ${shorten(outcome.stdout)}, not ${shorten(expect.stdout ?? '')}`,
    differs(expect.stderr, outcome.stderr) &&
      `stderr is ${shorten(outcome.stderr)}, not ${shorten(expect.stderr ?? '')}`,
    !errors.includes(expect.errorContains ?? '') &&
      `the error output ${shorten(errors)} does not say ${shorten(expect.errorContains ?? '')}`,
  ]
  return differences.filter((difference) => difference !== false)
}

function differs<T>(expected: T | undefined, actual: T | null): boolean {
  return expected !== undefined && expected !== actual
}

function shorten(text: string): string {
  return JSON.stringify(text.length > 300 ? `${text.slice(0, 300)}…` : text)
}

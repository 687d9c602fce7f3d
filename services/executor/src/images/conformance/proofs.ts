import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { LANGUAGES_FOLDER } from '../../catalogue/load-catalogue.ts'
import type { CheckedImage } from './check-conformance.ts'
import { type Fingerprint, PARTS } from './fingerprint.ts'

/** Where it is kept, in the repository, which image was last proved as what. Written by a check; not by hand. */
export const PROOFS_FILE = join(LANGUAGES_FOLDER, 'proved.json')

const Proof = z.strictObject({
  /** Runtimes of the image, all of which were checked. */
  runtimes: z.int().positive(),
  /** Cases that were run, all of which passed. */
  cases: z.int().positive(),
  /** Cases that manifests rule out, with their reasons. */
  skipped: z.int().min(0),
  /** What the image was. */
  fingerprint: z.record(z.string(), z.string()),
})
/** The last complete and successful check of one image. */
export type Proof = z.output<typeof Proof>
/** By the image's name. */
export type Proofs = Readonly<Record<string, Proof>>
const Proofs = z.record(z.string(), Proof)

/** What was proved so far; nothing when there is no file yet. Throws when it is not one of ours. */
export async function readProofs(path = PROOFS_FILE): Promise<Proofs> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return '{}'
    throw cause
  })
  return Proofs.parse(JSON.parse(text))
}

/**
 * What a check proves: every image of which all cases passed, unless its fingerprint changed while it was built and
 * checked, because then nobody knows which of the two was.
 */
export function toProofs(
  checked: readonly CheckedImage[],
  before: ReadonlyMap<string, Fingerprint>,
  after: ReadonlyMap<string, Fingerprint>,
): Proofs {
  const proofs = checked.flatMap(({ image, conforms, ...counts }) => {
    const fingerprint = before.get(image)
    const same = fingerprint && findChanges(after.get(image), fingerprint).length === 0
    return conforms && same ? [[image, { ...counts, fingerprint }] as const] : []
  })
  return Object.fromEntries(proofs)
}

/** Adds what was proved now to what was proved before, and forgets images that are gone. */
export async function recordProofs(
  proved: Proofs,
  images: ReadonlySet<string>,
  path = PROOFS_FILE,
): Promise<void> {
  const all = { ...(await readProofs(path)), ...proved }
  const kept = Object.entries(all)
    .filter(([image]) => images.has(image))
    .sort(([a], [b]) => (a < b ? -1 : 1))
  await writeFile(path, `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`)
}

/**
 * What is not as it was when it was last proved, and the command that proves it again;
 * undefined when everything is.
 */
export function findUnproved(
  proofs: Proofs,
  fingerprints: ReadonlyMap<string, Fingerprint>,
): string | undefined {
  const unproved = [...fingerprints].flatMap(([image, fingerprint]) => {
    const proof = proofs[image]
    const why = proof ? findChanges(proof.fingerprint, fingerprint) : ['an image is new']
    return why.length > 0 ? [{ image, why }] : []
  })
  if (unproved.length === 0) return undefined
  const names = unproved.map(({ image }) => image)
  const what = names.length === fingerprints.size ? '--all' : names.join(' ')
  return [
    `Changed since they were proved: ${names.join(', ')}. What changed: ${[...new Set(unproved.flatMap(({ why }) => why))].join('; ')}.`,
    `Run ./dev images ${what} --check and commit services/executor/languages/proved.json, which it writes when every case passes.`,
  ].join('\n')
}

/** The parts that differ, in words. */
function findChanges(
  known: Readonly<Record<string, string>> | undefined,
  fingerprint: Fingerprint,
): string[] {
  const parts = Object.entries(PARTS) as [keyof Fingerprint, string][]
  return parts.flatMap(([part, name]) => (known?.[part] === fingerprint[part] ? [] : [name]))
}

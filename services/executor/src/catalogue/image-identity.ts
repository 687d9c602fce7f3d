import * as z from 'zod'
import type { MeasuredVersions } from '../domain/languages/catalogue.ts'

/** How Docker knows one of our images. */
export function toReference(image: string): string {
  return `runhive/${image}`
}

/** What we write on our images: how to know them again, and whether they are up to date. */
export const IMAGE_LABELS = {
  /** Which of our images it is, also after its name has moved on to a newer build. */
  image: 'runhive.image',
  /** Digest of everything it was made from. */
  inputs: 'runhive.inputs',
  /** JSON object: the full version of each runtime in it. */
  versions: 'runhive.versions',
} as const

export type Labels = Readonly<Record<string, string>>

const Versions = z.record(z.string(), z.string())

/** The versions measured when the image was built; undefined when nothing was measured in it. */
export function readVersions(labels: Labels): MeasuredVersions | undefined {
  const text = labels[IMAGE_LABELS.versions]
  return text === undefined ? undefined : Versions.parse(JSON.parse(text))
}

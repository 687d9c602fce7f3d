import type { PlannedRequest, TestCase } from '@runhive/contracts/request'
import type { CellFile } from '../../cell/files.ts'
import type { Manifest } from '../languages/manifest.ts'
import { findMainFile, isSource } from './main-file.ts'
import { toSourceText } from './source-text.ts'

export type SourceManifest = Pick<Manifest, 'file' | 'extensions' | 'entry' | 'lineEndings'> &
  Partial<Pick<Manifest, 'declarations'>>

/**
 * The files of a request as the cell gets them: the main one first, sources as the language can read them, data as it
 * came.
 */
export function toCellFiles(
  request: Pick<PlannedRequest, 'files' | 'source'>,
  manifest: SourceManifest,
): CellFile[] {
  const files = request.files?.map(({ name, content, encoding }) => ({
    path: name,
    content: Buffer.from(content, encoding),
  })) ?? [{ path: manifest.file, content: Buffer.from(request.source ?? '') }]
  const main = findMainFile(files, manifest)
  const mainFirst = files.toSorted((a, b) => Number(b === main) - Number(a === main))
  return mainFirst.map((file) =>
    file === main || isSource(file, manifest)
      ? { ...file, content: toSourceText(file.content, manifest) }
      : file,
  )
}

/** What a run without tests reads. */
export function toStdin({ stdin, stdinEncoding }: PlannedRequest): Buffer {
  return Buffer.from(stdin, stdinEncoding)
}

/** What a test reads: its own, or what the request has for all of them. */
export function toTestStdin(request: PlannedRequest, { stdin }: TestCase): Buffer {
  return stdin === undefined ? toStdin(request) : Buffer.from(stdin, request.testsEncoding)
}

/** undefined when nothing in particular is expected. */
export function toExpected({ testsEncoding }: PlannedRequest, { expected }: TestCase): Buffer | undefined {
  return expected === undefined ? undefined : Buffer.from(expected, testsEncoding)
}

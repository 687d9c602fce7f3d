import type { PlannedRequest, TestCase } from '@runhive/contracts/request'
import type { CellFile } from '../cell/session.ts'

/** The files of a request as the cell gets them; the first is the main one. */
export function toCellFiles(request: Pick<PlannedRequest, 'files' | 'source'>, fileName: string): CellFile[] {
  if (request.files === undefined) return [{ path: fileName, content: Buffer.from(request.source ?? '') }]
  return request.files.map(({ name, content, encoding }) => ({
    path: name,
    content: Buffer.from(content, encoding),
  }))
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

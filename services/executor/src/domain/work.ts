import type { ExecutionRequest } from '@runhive/contracts/request'
import type { CellFile } from '../cell/session.ts'

/** The files of a request as the cell gets them; the first is the main one. */
export function toCellFiles(
  request: Pick<ExecutionRequest, 'files' | 'source'>,
  fileName: string,
): CellFile[] {
  if (request.files === undefined) return [{ path: fileName, content: Buffer.from(request.source ?? '') }]
  return request.files.map(({ name, content, encoding }) => ({
    path: name,
    content: Buffer.from(content, encoding),
  }))
}

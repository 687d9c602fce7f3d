import type { ExecutionRequest } from '@runhive/contracts/request'

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

/** Whether a text is base64 as RFC 4648 section 4 writes it: padded, without line breaks. */
export function isBase64(text: string): boolean {
  return text.length % 4 === 0 && BASE64.test(text)
}

/** Bytes of a file's content, decoded. */
export function decodedBytes(file: { content: string; encoding: 'utf8' | 'base64' }): number {
  if (file.encoding === 'utf8') return Buffer.byteLength(file.content)
  const padding = file.content.endsWith('==') ? 2 : file.content.endsWith('=') ? 1 : 0
  return (file.content.length / 4) * 3 - padding
}

/** Bytes of all source together, decoded. */
export function sourceBytes(request: Pick<ExecutionRequest, 'source' | 'files'>): number {
  if (request.source !== undefined) return Buffer.byteLength(request.source)
  return (request.files ?? []).reduce((sum, file) => sum + decodedBytes(file), 0)
}

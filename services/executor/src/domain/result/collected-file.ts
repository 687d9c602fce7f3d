import type { CollectedFile } from '@runhive/contracts/execution-result'
import { fileTypeFromBuffer } from 'file-type'
import type { CellFile } from '../../cell/files.ts'
import { toText } from '../output/utf8.ts'

/**
 * A file as a result carries it. Its type is read from its content: the name is the program's own word, and a page that
 * calls itself an image must not be shown as one.
 */
export async function toCollectedFile({ path, content }: CellFile): Promise<CollectedFile> {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  const text = toText(bytes)
  const found = await fileTypeFromBuffer(bytes)
  return {
    name: path,
    mime: found?.mime ?? (text === undefined ? 'application/octet-stream' : 'text/plain'),
    size: bytes.length,
    ...(text === undefined || isDearAsText(text)
      ? { content: bytes.toString('base64'), encoding: 'base64' }
      : { content: text, encoding: 'utf8' }),
  }
}

/** JSON may take six characters for one; base64 never takes more than one and a third. */
function isDearAsText(text: string): boolean {
  return JSON.stringify(text).length > 1.5 * text.length + 2
}

import { useEffect, useState } from 'react'
import type { ExecutionResult } from '../api/types.ts'
import { IconButton } from '../design/controls/button.tsx'
import { toBytes } from '../design/data/quantities.ts'
import { fromBase64, toBase64 } from '../program/base64.ts'
import styles from './collected-files.module.css'
import { saveFile } from './save-file.ts'

export type CollectedFile = NonNullable<ExecutionResult['files']>[number]

/** Types that are shown; others can be saved. The service detects the type from the content, never from the name. */
const IMAGES: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/bmp',
  'image/svg+xml',
])

const SVG = 'image/svg+xml'

/**
 * How to show it. An SVG without an XML declaration is recognised by its name and its beginning. That is safe, because
 * an SVG in an `img` can do nothing.
 */
function pictureType({ mime, name, content, encoding }: CollectedFile): string | undefined {
  if (IMAGES.has(mime)) return mime
  return encoding === 'utf8' &&
    /\.svg$/i.test(name) &&
    /^\s*(?:<!--[\s\S]*?-->\s*)?<svg[\s>]/.test(content.slice(0, 4_096))
    ? SVG
    : undefined
}

const bytesOf = ({ content, encoding }: CollectedFile): Uint8Array<ArrayBuffer> =>
  encoding === 'base64' ? fromBase64(content) : new TextEncoder().encode(content)

type Collected = Pick<ExecutionResult, 'files' | 'filesSkipped' | 'filesLeftOut' | 'collectUnmatched'>

/** Whether there is anything to show about files. */
export function hasCollected({ files, filesSkipped, collectUnmatched }: Collected): boolean {
  return (files?.length ?? 0) + (filesSkipped ?? 0) + (collectUnmatched?.length ?? 0) > 0
}

const REASONS: Record<NonNullable<Collected['filesLeftOut']>[number]['reason'], string> = {
  count: 'there were too many',
  fileSize: 'it is too large',
  totalSize: 'the files together are too large',
  resultSize: 'it does not fit into the result',
  unreadable: 'it cannot be read',
}

/** The files that a program left behind, and those that could not be collected. */
export function CollectedFiles({ result }: { result: Collected }) {
  const { files = [], filesSkipped: skipped = 0, filesLeftOut: leftOut = [], collectUnmatched = [] } = result
  return (
    <div>
      <ul className={styles.files} aria-label="Files from the run">
        {files.map((file) => (
          <li key={file.name} className={styles.file}>
            <div className={styles.head}>
              <span>
                <bdi className={styles.name}>{file.name}</bdi>
                <br />
                <span className={styles.detail}>
                  {file.mime}, {toBytes(file.size)}
                </span>
              </span>
              <IconButton
                icon="download"
                label={`Download ${file.name}`}
                onClick={() => saveFile(file.name, [bytesOf(file)])}
              />
            </div>
            {pictureType(file) && <Picture file={file} />}
          </li>
        ))}
      </ul>
      {leftOut.map(({ name, size, reason }) => (
        <p key={name} className={styles.detail}>
          <bdi>{name}</bdi>, {toBytes(size)}, was left out: {REASONS[reason]}.
        </p>
      ))}
      {skipped > leftOut.length && (
        <p className={styles.detail}>
          {skipped - leftOut.length} {leftOut.length > 0 && 'more '}matched and were left out.
        </p>
      )}
      {collectUnmatched.map((pattern) => (
        <p key={pattern} className={styles.detail}>
          No file matched <code>{pattern}</code>.
        </p>
      ))}
    </div>
  )
}

/** In an `img` a picture, even an SVG, runs and loads nothing. */
function Picture({ file }: { file: CollectedFile }) {
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    const made = addressOf(file)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [file])
  return url === undefined ? null : <img className={styles.image} src={url} alt={file.name} />
}

function addressOf(file: CollectedFile): string {
  const bytes = bytesOf(file)
  const type = pictureType(file) ?? ''
  // Opened in a tab of its own, a data: URL has an opaque origin; a blob: URL would have the console's.
  if (type === SVG) return `data:${SVG};base64,${toBase64(bytes)}`
  return URL.createObjectURL(new Blob([bytes], { type }))
}

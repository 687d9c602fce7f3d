import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'

/** The same folder gives the same bytes: without times and owners, in the order of names. */
const SAME_BYTES = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner']

/** Writes a folder's files as one compressed archive; gives its size in bytes. */
export async function packFolder(folder: string, file: string): Promise<number> {
  const tar = spawn('tar', ['-c', ...SAME_BYTES, '-C', folder, '.'], { stdio: ['ignore', 'pipe', 'pipe'] })
  const [chunks, said, [code]] = await Promise.all([
    tar.stdout.toArray(),
    text(tar.stderr),
    once(tar, 'close'),
  ])
  if (code !== 0) throw new Error(`tar cannot pack ${folder}: ${said.trim()}`)
  const whole = Buffer.concat(chunks as Buffer[])
  const compressed = brotliCompressSync(whole, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: whole.length,
    },
  })
  writeFileSync(file, compressed)
  return compressed.length
}

/** Unpacks what {@link packFolder} wrote into a folder, made when missing. */
export async function unpackFolder(file: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const tar = spawn('tar', ['-x', '-C', folder], { stdio: ['pipe', 'ignore', 'pipe'] })
  tar.stdin.on('error', () => {})
  tar.stdin.end(brotliDecompressSync(readFileSync(file)))
  const [said, [code]] = await Promise.all([text(tar.stderr), once(tar, 'close')])
  if (code !== 0) throw new Error(`tar cannot unpack ${file}: ${said.trim()}`)
}

import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import type Docker from 'dockerode'
import { bootstrapDebian, MMDEBSTRAP_OPTIONS } from './bootstrap-debian.ts'
import { parseLines } from './json-lines.ts'
import { BuildFailed } from './run-build.ts'

/** The Debian release everything stands on. */
const SUITE = 'trixie'
const PULLED = `debian:${SUITE}-slim`

/** How long a registry may take to begin, and then to say anything at all. */
const FIRST_WORD_MS = 8_000
const SILENCE_MS = 30_000

/** What decides the base image, short of the state of the archive: that is renewed by a fresh build only. */
export function digestBase(): string {
  return createHash('sha256')
    .update(['base 1', SUITE, process.arch, ...MMDEBSTRAP_OPTIONS].join('\n'))
    .digest('hex')
}

/**
 * A plain Debian, nameless, from a registry if one answers quickly and else from the Debian archive.
 * Gives the image's id. Throws {@link BuildFailed} saying what both ways answered.
 */
export async function openBase(docker: Docker, onLine: (line: string) => void): Promise<string> {
  onLine(`asking for ${PULLED}`)
  const refusal = await tryPull(docker, onLine)
  if (refusal === undefined) return (await docker.getImage(PULLED).inspect()).Id
  onLine(`no registry (${refusal}); bootstrapping ${SUITE} from the Debian archive`)
  return bootstrapDebian(docker, SUITE, onLine)
}

/** undefined when the image was pulled, else why not. */
async function tryPull(docker: Docker, onLine: (line: string) => void): Promise<string | undefined> {
  const silence = new AbortController()
  let timer = setTimeout(() => silence.abort(), FIRST_WORD_MS)
  try {
    const stream: NodeJS.ReadableStream = await docker.pull(PULLED, { abortSignal: silence.signal })
    for await (const message of parseLines(stream as Readable)) {
      clearTimeout(timer)
      timer = setTimeout(() => silence.abort(), SILENCE_MS)
      if (typeof message.error === 'string') return message.error
      if (typeof message.status === 'string' && message.progress === undefined) onLine(message.status)
    }
    return undefined
  } catch (cause) {
    return silence.signal.aborted ? 'it did not answer in time' : toReason(cause)
  } finally {
    clearTimeout(timer)
  }
}

function toReason(cause: unknown): string {
  if (cause instanceof BuildFailed) return cause.message
  return (cause instanceof Error ? cause.message : String(cause)).replace(/\s+/g, ' ').slice(0, 160)
}

import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import type Docker from 'dockerode'
import { parseLines } from '../docker/json-lines.ts'
import { BuildFailed } from '../docker/run-build.ts'
import { bootstrapDebian, MMDEBSTRAP_OPTIONS } from './bootstrap-debian.ts'

/** The plain Debians that images stand on: the name of each, and its release. */
export const BASES = { base: 'trixie', 'base-bookworm': 'bookworm' } as const

export type BaseImage = keyof typeof BASES

export function isBase(image: string): image is BaseImage {
  return Object.hasOwn(BASES, image)
}

/** How long a registry may take to begin, and then to say anything at all. */
const FIRST_WORD_MS = 8_000
const SILENCE_MS = 30_000

/** What decides the base image, short of the state of the archive: that is renewed by a fresh build only. */
export function digestBase(base: BaseImage): string {
  return createHash('sha256')
    .update(['base 1', BASES[base], process.arch, ...MMDEBSTRAP_OPTIONS].join('\n'))
    .digest('hex')
}

/**
 * A plain Debian, nameless, from a registry if one answers quickly and else from the Debian archive.
 * Gives the image's id. Throws {@link BuildFailed} saying what both ways answered.
 */
export async function openBase(
  docker: Docker,
  base: BaseImage,
  onLine: (line: string) => void,
): Promise<string> {
  const suite = BASES[base]
  const pulled = `debian:${suite}-slim`
  onLine(`pulling ${pulled}`)
  const refusal = await tryPull(docker, pulled, onLine)
  if (refusal === undefined) return (await docker.getImage(pulled).inspect()).Id
  onLine(`no registry (${refusal}); bootstrapping ${suite} from the Debian archive`)
  return bootstrapDebian(docker, suite, onLine)
}

/** undefined when the image was pulled, else why not. */
async function tryPull(
  docker: Docker,
  reference: string,
  onLine: (line: string) => void,
): Promise<string | undefined> {
  const silence = new AbortController()
  let timer = setTimeout(() => silence.abort(), FIRST_WORD_MS)
  try {
    const stream: NodeJS.ReadableStream = await docker.pull(reference, { abortSignal: silence.signal })
    for await (const message of parseLines(stream as Readable)) {
      clearTimeout(timer)
      timer = setTimeout(() => silence.abort(), SILENCE_MS)
      if (typeof message.error === 'string') return message.error
      if (typeof message.status === 'string' && message.progress === undefined) onLine(message.status)
    }
    return undefined
  } catch (cause) {
    return silence.signal.aborted ? 'it timed out' : toReason(cause)
  } finally {
    clearTimeout(timer)
  }
}

function toReason(cause: unknown): string {
  if (cause instanceof BuildFailed) return cause.message
  return (cause instanceof Error ? cause.message : String(cause)).replace(/\s+/g, ' ').slice(0, 160)
}

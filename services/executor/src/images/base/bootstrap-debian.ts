import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { type Readable, Transform } from 'node:stream'
import type Docker from 'dockerode'
import { parseLines } from '../docker/json-lines.ts'
import { BuildFailed } from '../docker/run-build.ts'

/** What a cell never reads stays out, as it does in Debian's own slim image. */
export const MMDEBSTRAP_OPTIONS = [
  '--variant=minbase',
  '--aptopt=APT::Install-Recommends "0"',
  ...['doc', 'man', 'info', 'locale', 'lintian'].map(
    (folder) => `--dpkgopt=path-exclude=/usr/share/${folder}/*`,
  ),
] as const

const LAST_LINES = 15

/**
 * Makes a minimal Debian from the archive and streams it into the engine. Gives the image's id.
 * Throws {@link BuildFailed} when mmdebstrap is missing or fails; nothing is left in the engine then.
 */
export async function bootstrapDebian(
  docker: Docker,
  suite: string,
  onLine: (line: string) => void,
): Promise<string> {
  const child = spawn('mmdebstrap', [...MMDEBSTRAP_OPTIONS, suite, '-'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lastLines: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => {
    lastLines.splice(0, lastLines.length - LAST_LINES + 1)
    lastLines.push(line)
    onLine(line)
  })
  const exited = once(child, 'close').then(([code]) => {
    if (code !== 0) throw new BuildFailed(`mmdebstrap exited with code ${code}`, lastLines)
  })
  // Awaited below, after the import; it must not count as unhandled until then.
  exited.catch(() => undefined)
  try {
    const archive = child.stdout.pipe(endsOnlyWith(exited))
    // With a path the types choose the overload for files; the API takes the stream all the same.
    const imported: NodeJS.ReadableStream = await docker.importImage(archive, { fromSrc: '-' })
    const id = await readImportedId(imported as Readable)
    await exited
    return id
  } catch (cause) {
    child.kill()
    await exited.catch((reason: unknown) => {
      throw isMissing(reason) ? new BuildFailed(howToGet(suite)) : reason
    })
    throw cause
  }
}

function howToGet(suite: string): string {
  return `no registry responded and mmdebstrap is missing: install it (apt-get install mmdebstrap) or load debian:${suite}-slim into the engine`
}

/** A truncated archive would import without complaint, so the end of the stream waits for success. */
function endsOnlyWith(success: Promise<void>): Transform {
  return new Transform({
    transform: (chunk, _encoding, done) => done(null, chunk),
    flush: (done) => {
      success.then(() => done(), done)
    },
  })
}

async function readImportedId(stream: Readable): Promise<string> {
  for await (const message of parseLines(stream)) {
    if (typeof message.error === 'string') throw new BuildFailed(message.error)
    if (typeof message.status === 'string' && /^sha256:[0-9a-f]{64}$/.test(message.status))
      return message.status
  }
  throw new BuildFailed('the engine imported nothing')
}

function isMissing(reason: unknown): boolean {
  return reason instanceof Error && 'code' in reason && reason.code === 'ENOENT'
}

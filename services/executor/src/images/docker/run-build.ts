import type { Readable } from 'node:stream'
import type Docker from 'dockerode'
import { parseLines } from './json-lines.ts'

/** A build, pull or import that Docker, or the program inside the build, refused to finish. */
export class BuildFailed extends Error {
  override readonly name = 'BuildFailed'
  /** The last lines it wrote, oldest first. */
  readonly lastLines: readonly string[]
  constructor(message: string, lastLines: readonly string[] = []) {
    super(message)
    this.lastLines = lastLines
  }
}

export interface BuildOptions {
  /** The tag it gets; without one it stays nameless. */
  readonly tag?: string
  readonly labels: Readonly<Record<string, string>>
  /** The stage to stop after; without one the last. */
  readonly target?: string
  /** true: run every step again, so that packages are today's. */
  readonly fresh?: boolean
  /** `step` is set on the line that begins one: "4/18". */
  readonly onLine?: (line: string, step: string | undefined) => void
}

const LAST_LINES = 30

/** Builds with Docker's classic builder and gives the image's id. Throws {@link BuildFailed}. */
export async function runBuild(
  docker: Docker,
  context: NodeJS.ReadableStream,
  options: BuildOptions,
): Promise<string> {
  const stream = await docker.buildImage(context, {
    ...(options.tag === undefined ? {} : { t: options.tag }),
    ...(options.target === undefined ? {} : { target: options.target }),
    labels: { ...options.labels },
    // Packages come from the archive through the host's own network: a bridge may not exist or not reach out.
    networkmode: 'host',
    nocache: options.fresh ?? false,
    rm: true,
    forcerm: true,
  })
  const lastLines: string[] = []
  let id: string | undefined
  for await (const message of parseLines(stream as Readable)) {
    if (typeof message.error === 'string') throw new BuildFailed(message.error.trim(), lastLines)
    if (isIdentified(message.aux)) id = message.aux.ID
    for (const line of toLines(message.stream)) {
      lastLines.splice(0, lastLines.length - LAST_LINES + 1)
      lastLines.push(line)
      options.onLine?.(line, /^Step (\d+\/\d+) : /.exec(line)?.[1])
    }
  }
  if (id === undefined) throw new BuildFailed('the build ended without an image', lastLines)
  return id
}

function toLines(text: unknown): string[] {
  if (typeof text !== 'string') return []
  // The builder colours what a step writes to its standard error.
  const plain = text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g'), '')
  return plain.split(/[\r\n]+/).filter((line) => line.trim() !== '')
}

function isIdentified(aux: unknown): aux is { ID: string } {
  return typeof aux === 'object' && aux !== null && 'ID' in aux && typeof aux.ID === 'string'
}

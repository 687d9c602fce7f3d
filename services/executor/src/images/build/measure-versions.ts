import type Docker from 'dockerode'
import { hasVersionPrefix, type MeasuredVersions } from '../../domain/languages/catalogue.ts'
import { type Manifest, toSeries } from '../../domain/languages/manifest.ts'
import { BuildFailed } from '../docker/run-build.ts'

type Measurable = Pick<Manifest, 'runtime' | 'measure'>

/** Asks every runtime of an image for its version. Throws {@link BuildFailed} when one is not what it claims to be. */
export async function measureVersions(
  docker: Docker,
  imageId: string,
  manifests: readonly Measurable[],
): Promise<MeasuredVersions> {
  const output = await runInImage(docker, imageId, toScript(manifests))
  return parseVersions(output, manifests)
}

/** A shell script that runs each version command after a line that names its runtime. */
export function toScript(manifests: readonly Measurable[]): string {
  return manifests
    .map(
      ({ runtime, measure }) =>
        `echo ${quote(toMarker(runtime))}; ${measure.command.map(quote).join(' ')} 2>&1; echo`,
    )
    .join('\n')
}

/** The version of each runtime, from the output of {@link toScript}'s script. */
export function parseVersions(output: string, manifests: readonly Measurable[]): MeasuredVersions {
  const lines = output.split(/\r?\n/)
  return Object.fromEntries(manifests.map((manifest) => [manifest.runtime, parseVersion(lines, manifest)]))
}

function parseVersion(lines: readonly string[], { runtime, measure }: Measurable): string {
  const start = lines.indexOf(toMarker(runtime)) + 1
  const after = lines.slice(start)
  const end = after.findIndex((line) => line.startsWith(MARKER))
  const answer = after
    .slice(0, end === -1 ? undefined : end)
    .join('\n')
    .trim()
  const version = new RegExp(measure.pattern).exec(answer)?.[1]
  if (version === undefined) {
    throw new BuildFailed(
      `${runtime} does not report its version: ${measure.command.join(' ')} printed`,
      answer.split('\n'),
    )
  }
  if (!hasVersionPrefix(version, toSeries(runtime)))
    throw new BuildFailed(`${runtime} has version ${version}`)
  return version
}

const MARKER = '@@ runtime '

function toMarker(runtime: string): string {
  return MARKER + runtime
}

function quote(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`
}

/** Runs a shell script in a throwaway container and gives what it wrote. */
async function runInImage(docker: Docker, imageId: string, script: string): Promise<string> {
  const container = await docker.createContainer({
    Image: imageId,
    Entrypoint: ['/bin/sh', '-c', script],
    Cmd: [],
    Tty: true,
    HostConfig: { NetworkMode: 'none', CapDrop: ['ALL'], SecurityOpt: ['no-new-privileges'] },
  })
  try {
    const stream = await container.attach({ stream: true, stdout: true, stderr: true })
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    const ended = new Promise((resolve, reject) => stream.once('end', resolve).once('error', reject))
    await container.start()
    await ended
    return Buffer.concat(chunks).toString()
  } finally {
    await container.remove({ force: true })
  }
}

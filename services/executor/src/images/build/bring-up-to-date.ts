import type Docker from 'dockerode'
import { IMAGE_LABELS, readVersions, toReference } from '../../catalogue/image-identity.ts'
import type { MeasuredVersions } from '../../domain/languages/catalogue.ts'
import { buildFrom } from '../docker/build-from.ts'
import { findDockerImage } from '../docker/find-image.ts'
import { BuildFailed } from '../docker/run-build.ts'
import { removeSuperseded } from './remove-superseded.ts'

/** What happens to one image. `step` names a step of its Dockerfile ("4/18") on the line that begins it. */
export type BuildProgress =
  | { readonly kind: 'started'; readonly image: string; readonly why: 'missing' | 'out of date' | 'asked to' }
  | {
      readonly kind: 'line'
      readonly image: string
      readonly line: string
      readonly step: string | undefined
    }
  | { readonly kind: 'finished'; readonly image: BuiltImage }

export interface BuiltImage {
  /** The short name: `core`. */
  readonly name: string
  readonly id: string
  readonly bytes: number
  /** false: it was up to date and nothing was done. */
  readonly built: boolean
  readonly ms: number
  /** Full versions of the runtimes in it, by runtime id. */
  readonly versions: MeasuredVersions
}

export interface BringOptions {
  /** true: make it even when it is up to date. */
  readonly fresh?: boolean
  readonly onProgress: (progress: BuildProgress) => void
}

export type OnLine = (line: string, step?: string) => void

/** An image to have, and how to make it when it is not there or was made from something else. */
export interface Target {
  /** The short name. */
  readonly name: string
  /** Digest of everything it is made from. */
  readonly inputs: string
  /** Makes it, nameless, and gives its id. */
  readonly make: (onLine: OnLine) => Promise<string>
  readonly measure?: (id: string) => Promise<MeasuredVersions>
}

/**
 * Makes the image unless one made from the same inputs is there. Throws {@link BuildFailed}; the old one then stays.
 */
export async function bringUpToDate(
  docker: Docker,
  target: Target,
  options: BringOptions,
): Promise<BuiltImage> {
  const start = performance.now()
  const found = await findDockerImage(docker, toReference(target.name))
  const upToDate = found?.labels[IMAGE_LABELS.inputs] === target.inputs
  const make = !found ? 'missing' : !upToDate ? 'out of date' : options.fresh ? 'asked to' : undefined
  if (make) {
    options.onProgress({ kind: 'started', image: target.name, why: make })
    const onLine: OnLine = (line, step) =>
      options.onProgress({ kind: 'line', image: target.name, line, step })
    await makeAndName(docker, target, onLine)
    await removeSuperseded(docker, target.name)
  }
  const { Id, Size, Config } = await docker.getImage(toReference(target.name)).inspect()
  const image = {
    name: target.name,
    id: Id,
    bytes: Size,
    built: make !== undefined,
    ms: performance.now() - start,
    versions: readVersions(Config.Labels ?? {}) ?? {},
  }
  options.onProgress({ kind: 'finished', image })
  return image
}

/** The name moves to the new image only when everything about it is known to be right. */
async function makeAndName(docker: Docker, target: Target, onLine: OnLine): Promise<void> {
  try {
    const id = await target.make(onLine)
    const versions = await target.measure?.(id)
    await buildFrom(docker, id, {
      tag: toReference(target.name),
      labels: {
        [IMAGE_LABELS.image]: target.name,
        [IMAGE_LABELS.inputs]: target.inputs,
        ...(versions && { [IMAGE_LABELS.versions]: JSON.stringify(versions) }),
      },
    })
  } catch (cause) {
    if (!(cause instanceof BuildFailed)) throw new Error(`while building image ${target.name}`, { cause })
    throw new BuildFailed(`image ${target.name}: ${cause.message}`, cause.lastLines)
  }
}

import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { type ImageFolder, LANGUAGES_FOLDER, readImageFolders } from '../../catalogue/load-catalogue.ts'
import { toCellOptions, toPauseOptions } from '../../docker/options.ts'
import { PROFILE } from '../../docker/seccomp.ts'
import { BASES, isBase } from '../base/base-image.ts'
import { MMDEBSTRAP_OPTIONS } from '../base/bootstrap-debian.ts'
import { type ContextEntry, digestEntries, readFolder } from '../build/build-context.ts'
import { readPins } from '../build/pinned-packages.ts'
import { CELL_INIT_IMAGE, findParents, readCellFiles, readOwnFiles } from '../build/recipe.ts'
import { type ConformanceCase, loadConformance } from './conformance.ts'

/**
 * What shapes the cells of an image, and what is run in them to prove it: a digest for each part, so that a difference
 * can be named. They are the same on every machine and in every clone: no times, no paths outside the image, no
 * processor; of what comes from outside, the version that the repository pins.
 */
export type Fingerprint = Readonly<Record<keyof typeof PARTS, string>>

/** The parts, in the words of a sentence. */
export const PARTS = {
  seccomp: 'the seccomp profile',
  container: 'the options of containers',
  init: 'cell init',
  image: 'its folder or one it is built from',
  manifests: 'its manifests',
  programs: 'its conformance programs',
} as const

/** The fingerprint of each image that has runtimes, by its name. Needs neither an engine nor installed packages. */
export async function readFingerprints(
  languages = LANGUAGES_FOLDER,
  profile = PROFILE,
): Promise<Map<string, Fingerprint>> {
  const folders = await readImageFolders(languages)
  const cases = await loadConformance(undefined, languages)
  const common = {
    seccomp: digest(await readFile(profile, 'utf8')),
    container: digest(JSON.stringify(toContainers())),
    init: digest(await digestEntries(await readCellFiles())),
  }
  const images = folders.filter(({ manifests }) => manifests.length > 0)
  return new Map(
    await Promise.all(
      images.map(async (folder) => [folder.image, { ...common, ...(await readOwn(folder)) }] as const),
    ),
  )

  async function readOwn(folder: ImageFolder) {
    return {
      image: await digestImage(folders, folder.image),
      manifests: digest(
        await digestEntries(await readFolder(folder.path, '', (name) => !name.endsWith('.json'))),
      ),
      programs: digest(JSON.stringify(cases.filter((each) => isIn(folder, each)).map(toProgram))),
    }
  }
}

function isIn({ manifests }: ImageFolder, { runtime }: ConformanceCase): boolean {
  return manifests.some((manifest) => manifest.runtime === runtime)
}

/** What is run and what it must answer; not what it is said to promise. */
function toProgram({ runtime, name, request, expect }: ConformanceCase) {
  return { runtime, name, request, expect }
}

/** How containers are made, with fixed values for what comes from an operator, a slot or an engine. */
function toContainers() {
  const common = { imageId: 'image', deadline: new Date(0) }
  const size = { memoryBytes: 1, processes: 1, cpus: 1, workBytes: 1, tmpBytes: 1 }
  return ([1, 2] as const).flatMap((cgroupVersion) => {
    const lockdown = { seccomp: '', runtime: 'runc', executorId: 'executor', appArmor: true, cgroupVersion }
    const toCell = (pauseId?: string) =>
      toCellOptions(lockdown, { ...common, kind: 'cell', size, place: { uid: 1, pauseId } })
    return [toCell('slot'), toCell(), toPauseOptions(lockdown, { ...common, uid: 1 })]
  })
}

/** An image's own files, what it takes in from outside, and the same of all it is made from. */
async function digestImage(folders: readonly ImageFolder[], image: string): Promise<string> {
  if (isBase(image)) return digest([BASES[image], ...MMDEBSTRAP_OPTIONS].join('\n'))
  const folder = folders.find((each) => each.image === image)
  if (!folder) throw new Error(`there is no image "${image}"`)
  const own = await readOwnFiles(folder.path)
  const parents = findParents(await readDockerfile(own)).filter((parent) => parent !== CELL_INIT_IMAGE)
  const parts = [
    await digestEntries(own),
    ...(await readPins(folder.build.context)),
    ...(await Promise.all(parents.map((parent) => digestImage(folders, parent)))),
  ]
  return digest(parts.join('\n'))
}

async function readDockerfile(entries: readonly ContextEntry[]): Promise<string> {
  const dockerfile = entries.find(({ name }) => name === 'Dockerfile')
  return dockerfile ? readFile(dockerfile.path, 'utf8') : ''
}

/** Long enough to tell any two apart, short enough to be read. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

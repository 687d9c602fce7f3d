import { randomUUID } from 'node:crypto'
import { statfs } from 'node:fs/promises'
import { findInstalled } from '../catalogue/installed.ts'
import { type ImageFolder, readImageFolders } from '../catalogue/load-catalogue.ts'
import type { Config } from '../config.ts'
import { type Engine, openEngine } from '../docker/engine.ts'
import type { EngineComponent, EngineFacts } from '../docker/facts.ts'
import { readSeccomp } from '../docker/seccomp.ts'
import { openCells } from '../pool/cells.ts'
import { probeBounds } from './beyond-cgroups.ts'
import { judgeCpuFlaws, readCpuFlaws } from './cpu-flaws.ts'
import type { Finding } from './finding.ts'
import { judgeDisk, judgeEngine, judgeImages, judgeMemory } from './findings.ts'
import { type Packages, readCrun, readPackages, withRevision } from './host-packages.ts'
import { judgeComponent } from './judge-flaws.ts'
import { judgeKernel, readKernel } from './kernel.ts'
import { probeCell } from './probe.ts'

const PROBE_TIMEOUT_MS = 30_000
/** Away from the uids of an executor that may run here. */
const PROBE_UIDS = 1_000_000

/** Looks at the engine, its host and one probe cell. Rejects only when asked to stop; what is wrong is a finding. */
export async function examine(config: Config): Promise<Finding[]> {
  let engine: Engine
  try {
    engine = await openEngine(config.docker)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return [
      {
        level: 'bad',
        text: `${why}: start Docker, set DOCKER_HOST, or add this user to the group of the socket.`,
      },
    ]
  }
  await using opened = engine
  const { facts } = opened
  const installed = await findInstalled(opened.findImage)
  const images = await readImageFolders()
  return [
    ...judgeEngine(facts, config.runtime),
    ...(await examineComponents(config, facts)),
    judgeDisk(facts.rootDir, await freeBytes(facts.rootDir)),
    judgeMemory(facts, { slots: config.slots, cellBytes: config.cellSize.memoryBytes }),
    ...(await examineKernel(config)),
    ...judgeImages(toDefault(images), new Set(installed.imageIds.keys())),
    ...(installed.imageIds.size > 0
      ? await probe(config, { engine: opened, imageIds: installed.imageIds })
      : []),
  ]
}

/** Judges what containers are made with. Of a host elsewhere only what the engine itself says is known. */
async function examineComponents({ docker, runtime }: Config, facts: EngineFacts): Promise<Finding[]> {
  const packages: Packages = isHere(docker) ? await readPackages() : new Map()
  const complete = (component: EngineComponent | undefined, ...names: string[]) => {
    const packaged = names.map((name) => packages.get(name)).find((version) => version !== undefined)
    return component && withRevision(component, packaged, facts.maker === '')
  }
  const runtimes: Record<string, () => Promise<Finding[]>> = {
    runc: async () => judgeComponent('runc', complete(facts.runc, 'runc', 'runc-stable')),
    crun: async () => judgeComponent('crun', isHere(docker) ? await readCrun(packages) : undefined),
  }
  return [
    ...((await runtimes[runtime]?.()) ?? []),
    ...judgeComponent('containerd', complete(facts.containerd, 'containerd')),
  ]
}

const isHere = ({ host }: Config['docker']): boolean => host.startsWith('unix:')

async function examineKernel({ docker, slots, cellSize }: Config): Promise<Finding[]> {
  if (!isHere(docker)) {
    return [
      { level: 'note', text: 'The engine is on another host: run the doctor there to check its kernel.' },
    ]
  }
  return [
    ...judgeKernel(await readKernel(), { slots, processes: cellSize.processes }),
    ...judgeCpuFlaws(await readCpuFlaws()),
  ]
}

async function freeBytes(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  } catch {
    return undefined
  }
}

async function probe(
  config: Config,
  found: { engine: Engine; imageIds: ReadonlyMap<string, string> },
): Promise<Finding[]> {
  const [image] = found.imageIds.keys()
  const problems: unknown[] = []
  const own = {
    ...config,
    executorId: `doctor-${randomUUID().slice(0, 8)}`,
    uidBase: config.uidBase + PROBE_UIDS,
    slots: 1,
    warm: 0,
  }
  try {
    await using cells = await openCells(own, {
      ...found,
      kind: 'probe',
      seccomp: await readSeccomp(),
      onFailure: (_what, error) => problems.push(error),
      onReaped: () => undefined,
      onCellCreated: () => undefined,
      onInitLog: (line) => problems.push(line),
    })
    await using taken = await cells.pool.take(image ?? '', AbortSignal.timeout(PROBE_TIMEOUT_MS))
    const { cgroupVersion } = found.engine.facts
    const isHere = config.docker.host.startsWith('unix:')
    // First: after the other probe nothing more can be tried in the cell.
    const bounds = await probeBounds(taken.cell, { cgroupVersion, isHere })
    return [...(await probeCell(taken.cell)), ...bounds]
  } catch (error) {
    return [{ level: 'bad', text: `The probe cell could not be run: ${describe(problems[0] ?? error)}.` }]
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Images that hold runtimes and that `./dev images` makes unasked. */
function toDefault(folders: readonly ImageFolder[]): string[] {
  return folders
    .filter(({ build, manifests }) => build.default && manifests.length > 0)
    .map(({ image }) => image)
}

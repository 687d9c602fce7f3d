import { type StdioOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { leftBehind, readMountPoints } from '@runhive/dev/engine/mounts'
import { dockerdPart, type EnginePaths } from '@runhive/dev/engine/start-engine'
import { stopContainerd } from '@runhive/dev/engine/stop-engine'
import { findProgram, isRoot } from '@runhive/dev/install/debian'
import { openSupervisor, type PartSpec } from '@runhive/stack/supervisor/supervisor'
import { mountLoop, NoDiskError } from './loop-mount.ts'
import { killContainers, stopShims } from './shims.ts'
import { unmount } from './unmount.ts'

/** A Docker engine that the drills may break: a process of its own, on a small disk of its own. */
export interface PrivateEngine extends AsyncDisposable {
  readonly dockerHost: string
  /** The folder of its images and containers: the root of the small disk. */
  readonly dataRoot: string
  stop(): Promise<void>
  /** Kills it with all its containers at once, as if the host had died. */
  kill(): Promise<void>
  start(): Promise<void>
}

type Environment = Readonly<Record<string, string>>

/** Enough for the largest image, unpacked, and some space to fill. The file is sparse. */
const DISK_BYTES = 5 * 1024 ** 3
const IMAGES = ['runhive/core']

const PROGRAMS = ['dockerd', 'docker', 'mkfs.ext4']

/**
 * A private engine with the images of the one at `from`, or one sentence that says why none can run here. Disposing
 * removes all its processes, mounts and files.
 */
export async function tryOpenPrivateEngine(env: Environment, from: string): Promise<PrivateEngine | string> {
  if (!isRoot()) return 'it needs a private engine, which only root can start'
  const missing = PROGRAMS.find((program) => !findProgram(program, env.PATH ?? ''))
  if (missing !== undefined) return `it needs a private engine, and ${missing} is missing`
  try {
    return await openPrivateEngine(env, from)
  } catch (error) {
    if (error instanceof NoDiskError) return `it needs a small private disk, and ${error.message}`
    throw error
  }
}

async function openPrivateEngine(env: Environment, from: string): Promise<PrivateEngine> {
  await using opened = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'runhive-engine-'))
  opened.defer(() => rm(folder, { recursive: true, force: true }))
  const [dataRoot, execRoot] = [join(folder, 'data'), join(folder, 'exec')]
  opened.use(await mountLoop(dataRoot, join(folder, 'disk'), DISK_BYTES))

  const before = readMountPoints()
  opened.defer(() => unmount(leftBehind({ before, now: readMountPoints(), roots: [dataRoot, execRoot] })))
  const supervisor = openSupervisor(folder, { detached: false })
  const paths = { dataRoot, execRoot, socket: join(folder, 'docker.sock') }
  const spec = toPart(env, folder, paths)
  const start = async () => {
    await supervisor.start(spec)
    await supervisor.waitUntilReady(spec)
  }
  const stop = async () => {
    await supervisor.stop(spec.name)
    await stopContainerd({ paths })
  }
  const kill = async () => {
    await supervisor.kill(spec.name)
    killContainers(execRoot)
    await stopContainerd({ paths })
  }
  opened.defer(() => stopShims(execRoot))
  opened.defer(stop)
  await start()
  const dockerHost = `unix://${paths.socket}`
  await copyImages({ from, to: dockerHost, env })
  const closing = opened.move()
  return { dockerHost, dataRoot, start, stop, kill, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}

function toPart(env: Environment, folder: string, paths: EnginePaths): PartSpec {
  const dockerd = findProgram('dockerd', env.PATH ?? '') ?? 'dockerd'
  const part = dockerdPart({ dockerd, stateDir: folder, env, paths })
  // Images are unpacked while they are loaded, which must not happen on the small disk.
  return { ...part, env: { ...part.env, DOCKER_TMPDIR: join(folder, 'unpacking') } }
}

async function copyImages({ from, to, env }: { from: string; to: string; env: Environment }): Promise<void> {
  const docker = (args: string[], stdio: StdioOptions) => spawn('docker', args, { env: { ...env }, stdio })
  const save = docker(['--host', from, 'save', ...IMAGES], ['ignore', 'pipe', 'inherit'])
  const load = docker(['--host', to, 'load', '--quiet'], ['pipe', 'ignore', 'inherit'])
  if (!save.stdout || !load.stdin) throw new Error('both were opened as pipes')
  const ended = Promise.all([once(save, 'exit'), once(load, 'exit')])
  await pipeline(save.stdout, load.stdin)
  const [[saved], [loaded]] = await ended
  if (saved !== 0 || loaded !== 0) throw new Error(`the images could not be copied (${saved}, ${loaded})`)
}

// Real cells for the live tests of this folder: the cell image with a compiler and a Python in it, hardened like any
// other.

import { readdir, readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { type Duplex, Readable } from 'node:stream'
import Docker from 'dockerode'
import type { PhaseEnd, PhaseSpec } from '../src/cell/phase.ts'
import { protocolVersion } from '../src/cell/protocol.ts'
import { type CellSession, openSession } from '../src/cell/session.ts'
import { demux } from '../src/docker/demux.ts'
import { type CellSize, type Lockdown, toCellOptions, toPauseOptions } from '../src/docker/options.ts'

const folder = new URL('../cell/', import.meta.url)
const size: CellSize = {
  memoryBytes: 128 * 2 ** 20,
  processes: 64,
  cpus: 2,
  workBytes: 32 * 2 ** 20,
  tmpBytes: 8 * 2 ** 20,
}

export const docker = new Docker()
export const seccompProfile = () => readFile(new URL('seccomp.json', folder), 'utf8')

async function baseImage(): Promise<string> {
  const images = await docker.listImages({ filters: { reference: ['runhive/base'] } })
  const tags = images.flatMap((image) => image.RepoTags ?? [])
  return tags.includes('runhive/base:latest') ? 'runhive/base' : 'runhive/base:probe'
}

/**
 * Builds one target of the cell's Dockerfile and returns the image's tag. Docker's cache makes the second time quick.
 */
export async function buildTarget(target: 'live' | 'fuzz'): Promise<string> {
  const tag = `runhive/cell-${target}`
  const build = await docker.buildImage(
    { context: folder.pathname, src: await readdir(folder) },
    { t: tag, target, networkmode: 'host', buildargs: { BASE: await baseImage() } },
  )
  for await (const line of createInterface({ input: Readable.from(build) })) {
    const { error } = JSON.parse(line) as { error?: string }
    if (error) throw new Error(`building ${target}: ${error}`)
  }
  return tag
}

export interface LiveCell extends AsyncDisposable {
  readonly session: CellSession
  readonly container: Docker.Container
  /** The hijacked connection itself, for tests about its end. */
  readonly connection: Duplex
}

async function lockdown(): Promise<Lockdown> {
  const { CgroupVersion } = (await docker.info()) as { CgroupVersion?: string }
  return {
    seccomp: await seccompProfile(),
    runtime: 'runc',
    executorId: `cell-test-${process.pid}`,
    appArmor: false,
    cgroupVersion: CgroupVersion === '2' ? 2 : 1,
  }
}

/**
 * A started and ready cell on the image `live`; removed when disposed. Its init is asked for this version of the
 * protocol, for 0 by no word.
 */
export async function startCell(own: Partial<CellSize> = {}, version = protocolVersion): Promise<LiveCell> {
  const options = toCellOptions(await lockdown(), {
    imageId: 'runhive/cell-live',
    kind: 'probe',
    size: { ...size, ...own },
    place: { uid: 41_000 + (process.pid % 10_000), pauseId: undefined },
    deadline: new Date(Date.now() + 120_000),
  })
  const container = await docker.createContainer({ ...options, Entrypoint: toInit(version) })
  try {
    const attached = await container.attach({
      stream: true,
      hijack: true,
      stdin: true,
      stdout: true,
      stderr: true,
    })
    // What dockerode calls a ReadWriteStream is the hijacked socket.
    const connection = attached as Duplex
    const session = openSession({ input: connection, output: demux(connection, () => undefined) })
    await container.start()
    await session.ready
    return {
      session,
      container,
      connection,
      [Symbol.asyncDispose]: () => container.remove({ force: true, v: true }),
    }
  } catch (error) {
    await container.remove({ force: true, v: true })
    throw error
  }
}

const toInit = (version: number) => ['/cell-init', ...(version === 0 ? [] : [String(version)])]

/** A started pause container, as a slot has one. */
export async function startPause(): Promise<Docker.Container & AsyncDisposable> {
  const options = toPauseOptions(await lockdown(), {
    imageId: 'runhive/cell-live',
    uid: 41_000,
    deadline: new Date(Date.now() + 120_000),
  })
  const container = await docker.createContainer(options)
  await container.start()
  return Object.assign(container, {
    [Symbol.asyncDispose]: () => container.remove({ force: true, v: true }),
  })
}

export interface Ran {
  readonly end: PhaseEnd
  readonly stdout: string
  readonly stderr: string
}

const limits = {
  wallMs: 10_000,
  cpuMs: 10_000,
  stdoutBytes: 2 ** 21,
  stderrBytes: 2 ** 21,
  fileSizeBytes: 2 ** 24,
  openFiles: 256,
  stackBytes: 2 ** 23,
}

export function toSpec(
  argv: readonly string[],
  own: Partial<PhaseSpec['limits']> & Pick<PhaseSpec, 'stdin' | 'terminal'> = {},
): PhaseSpec {
  const { stdin = 'none', terminal, ...limit } = own
  const env = { PATH: '/usr/bin:/bin', HOME: '/work', ...(terminal ? { TERM: 'xterm-256color' } : {}) }
  return { argv, env, limits: { ...limits, ...limit }, stdin, ...(terminal ? { terminal } : {}) }
}

/** Runs one phase to its end and collects what it wrote. */
export async function runToEnd(session: CellSession, spec: PhaseSpec, signal?: AbortSignal): Promise<Ran> {
  const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
  const end = await session.runPhase(spec, {
    onOutput: (stream, bytes) => output[stream].push(Buffer.from(bytes)),
    ...(signal ? { signal } : {}),
  })
  return {
    end,
    stdout: Buffer.concat(output.stdout).toString(),
    stderr: Buffer.concat(output.stderr).toString(),
  }
}

/** The usual test: one cell, one program, its end. */
export async function runInCell(
  argv: readonly string[],
  own: Parameters<typeof toSpec>[1] = {},
): Promise<Ran> {
  await using cell = await startCell()
  return await runToEnd(cell.session, toSpec(argv, own))
}

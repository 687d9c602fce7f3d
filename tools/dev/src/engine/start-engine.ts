import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DEFAULT_DOCKER_HOST, engineVersion } from '@runhive/stack/engine'
import { openSupervisor, type PartSpec } from '@runhive/stack/supervisor/supervisor'
import { PlainError } from '../command.ts'
import { findProgram, isRoot } from '../install/debian.ts'
import type { Progress } from '../progress.ts'
import { runLogged } from '../run-program.ts'
import { readMountPoints } from './mounts.ts'

export interface EnginePaths {
  /** Where images and containers are. */
  readonly dataRoot: string
  /** Sockets, pid files and namespaces of a running engine. */
  readonly execRoot: string
  readonly socket: string
}

export const ENGINE_PATHS: EnginePaths = {
  dataRoot: '/var/lib/docker',
  execRoot: '/var/run/docker',
  socket: DEFAULT_DOCKER_HOST.slice('unix://'.length),
}

/** What stopping the engine must know. Written before it starts. */
export interface EngineFacts {
  readonly via: 'systemctl' | 'dockerd'
  readonly paths: EnginePaths
  /** Mount points that were there before, and so are not the engine's to leave behind. */
  readonly mountPoints: ReadonlyArray<string>
}

export const factsFile = (stateDir: string) => join(stateDir, 'engine.json')

export function hasSystemd(): boolean {
  return existsSync('/run/systemd/system')
}

/**
 * Starts an installed dockerd: by systemd where that runs, else as a part of ours. Undefined when none is installed.
 */
export async function startEngine(options: {
  stateDir: string
  env: Readonly<Record<string, string>>
  progress: Progress
  paths?: EnginePaths
}): Promise<string | undefined> {
  const { stateDir, env, progress, paths = ENGINE_PATHS } = options
  const dockerd = findProgram('dockerd', env.PATH ?? '')
  if (!dockerd) return undefined
  if (!isRoot()) {
    throw new PlainError(
      'Docker is installed but not running, and only root can start it: "sudo systemctl start docker".',
    )
  }
  const dockerHost = `unix://${paths.socket}`
  const via = hasSystemd() && options.paths === undefined ? 'systemctl' : 'dockerd'
  const facts: EngineFacts = { via, paths, mountPoints: readMountPoints() }
  mkdirSync(stateDir, { recursive: true, mode: 0o700 })
  writeFileSync(factsFile(stateDir), JSON.stringify(facts))
  await progress.step(`starting the Docker engine (${via})`, async () => {
    if (via === 'systemctl') {
      await runLogged('docker-start', { command: 'systemctl', args: ['start', 'docker'], env })
      await engineVersion(dockerHost)
      return
    }
    const supervisor = openSupervisor(stateDir, { detached: true })
    const spec = dockerdPart({ dockerd, stateDir, env, paths })
    await supervisor.start(spec)
    await supervisor.waitUntilReady(spec)
  })
  return dockerHost
}

/** dockerd as a process. Cells need no network, so neither a bridge nor the machine's firewall is touched. */
export function dockerdPart(options: {
  dockerd: string
  stateDir: string
  env: Readonly<Record<string, string>>
  paths: EnginePaths
}): PartSpec {
  const { dockerd, stateDir, env, paths } = options
  const dockerHost = `unix://${paths.socket}`
  return {
    name: 'docker',
    command: dockerd,
    args: [
      '--iptables=false',
      '--ip6tables=false',
      '--ip-forward=false',
      '--bridge=none',
      `--host=${dockerHost}`,
      `--data-root=${paths.dataRoot}`,
      `--exec-root=${paths.execRoot}`,
      `--pidfile=${join(stateDir, 'dockerd.pid')}`,
    ],
    env: { PATH: `${env.PATH}:/usr/local/sbin:/usr/sbin:/sbin`, HOME: env.HOME ?? '/root' },
    cwd: '/',
    ports: {},
    ready: async () => {
      await engineVersion(dockerHost)
    },
    readyWithinMs: 120_000,
    stop: { signal: 'SIGTERM', graceMs: 30_000 },
  }
}

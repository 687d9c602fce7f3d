import { existsSync, rmSync, writeFileSync } from 'node:fs'
import confirm from '@inquirer/confirm'
import { PlainError } from '../command.ts'
import { aptEnvironment, findProgram, isDebianLike, isRoot, withPackageLists } from '../install/debian.ts'
import type { Progress } from '../progress.ts'
import { runLogged } from '../run-program.ts'
import { hasSystemd } from './start-engine.ts'

/** docker.io brings dockerd, containerd and runc; mmdebstrap bootstraps the base image where no registry answers. */
const PACKAGES = ['docker.io', 'mmdebstrap']

/**
 * Newer releases have the docker command apart. Only `./dev bench` needs it, to compare with it, and people to look
 * inside.
 */
const COMMAND_PACKAGE = 'docker-cli'

const BY_HAND =
  'Install Docker (https://docs.docker.com/engine/install), or set DOCKER_HOST to a running engine.'

/** Installs the Docker engine from Debian's or Ubuntu's own archive, after asking when there is somebody to ask. */
export async function installEngine(options: {
  env: Readonly<Record<string, string>>
  yes: boolean
  progress: Progress
}): Promise<void> {
  if (!isDebianLike()) throw new PlainError(`no Docker engine found. ${BY_HAND}`)
  const list = PACKAGES.join(' and ')
  if (!isRoot()) {
    throw new PlainError(
      `no Docker engine found, and only root can install one. As root: apt-get install ${PACKAGES.join(' ')}. ${BY_HAND}`,
    )
  }
  const asks = !options.yes && process.stdin.isTTY === true
  if (asks && !(await confirm({ message: `No Docker engine found. Install ${list} with apt-get?` }))) {
    throw new PlainError(`nothing was installed. ${BY_HAND}`)
  }
  await options.progress.step(`installing ${list} with apt-get`, () => install(options.env))
}

async function install(env: Readonly<Record<string, string>>): Promise<void> {
  using _policy = keepServicesDown()
  const installation = (packages: ReadonlyArray<string>) => ({
    command: 'apt-get',
    args: ['install', '--yes', '--no-install-recommends', ...packages],
    env: aptEnvironment(env),
  })
  // The first try may fail on old package lists; what counts is the last one.
  await withPackageLists(env, () => runLogged('docker-install', installation(PACKAGES)))
  if (findProgram('docker', env.PATH ?? '')) return
  await runLogged('docker-install', installation([COMMAND_PACKAGE])).catch(() => undefined)
}

const POLICY = '/usr/sbin/policy-rc.d'

/**
 * Without systemd, Debian's package would start dockerd by its init script, with a bridge and firewall rules that
 * nobody asked for. This is Debian's own way to say no; it lasts as long as the installation.
 */
function keepServicesDown(): Disposable {
  if (hasSystemd() || existsSync(POLICY)) return { [Symbol.dispose]: () => {} }
  writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  return { [Symbol.dispose]: () => rmSync(POLICY, { force: true }) }
}

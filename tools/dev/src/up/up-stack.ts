import { join } from 'node:path'
import { type Stack, startStack } from '@runhive/stack/stack'
import { openSupervisor } from '@runhive/stack/supervisor/supervisor'
import { type Invocation, PlainError } from '../command.ts'
import { ensureEngine } from '../engine/ensure-engine.ts'
import { embeddedPostgresVersion } from '../install/embedded-postgres.ts'
import { ensureNatsServer } from '../install/nats-server.ts'
import { inRepository, stateDir } from '../repository.ts'
import { runShownOnStderr } from '../run-program.ts'
import { ensureConsole } from './console.ts'
import { chooseUsualPorts, gatewayPort } from './ports.ts'

/** Everything a stack needs from outside: programs, an engine, images. Gives the environment that names them. */
export async function prepareMachine(
  invocation: Pick<Invocation, 'env' | 'flags' | 'progress'>,
): Promise<{ env: Record<string, string>; engineStartedHere: boolean }> {
  const { env, flags, progress } = invocation
  if (env.NATS_URL === undefined) await ensureNatsServer({ env, progress })
  // Asked now: minutes of building images later is too late to learn that there can be no database.
  if (env.DATABASE_URL === undefined) await embeddedPostgresVersion(env)
  const { dockerHost, startedHere } = await ensureEngine({ env, yes: flags.yes === true, progress })
  await ensureConsole({ env, progress })
  const prepared = { ...env, DOCKER_HOST: dockerHost }
  progress.say('checking the language images')
  await buildImages(prepared)
  return { env: prepared, engineStartedHere: startedHere }
}

/** Says what it does by itself, line by line. */
async function buildImages(env: Readonly<Record<string, string>>): Promise<void> {
  const args = [inRepository('services/executor/src/images/main.ts')]
  const ended = await runShownOnStderr({ command: process.execPath, args, env })
  if (ended !== 0) throw new PlainError(`the language images could not be built (${ended}): see above.`)
}

/** Starts what does not run yet of the stack that outlives this command. */
export async function upStack(invocation: Invocation): Promise<Stack> {
  const http = gatewayPort(invocation.env)
  // Before anything starts: a taken port is the user's to solve, and minutes later is too late to say so.
  const ports = await chooseUsualPorts(http, openSupervisor(stateDir, { detached: true }))
  const { env } = await prepareMachine(invocation)
  return startStack({ stateDir, ports, env, detached: true, step: invocation.progress.step })
}

export const lockFile = join(stateDir, 'lock')

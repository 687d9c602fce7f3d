import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findProcess, signalProcess, waitForEnd } from '@runhive/stack/supervisor/process-identity'
import { openSupervisor } from '@runhive/stack/supervisor/supervisor'
import type { Progress } from '../progress.ts'
import { runLogged } from '../run-program.ts'
import { leftBehind, readMountPoints } from './mounts.ts'
import { type EngineFacts, factsFile } from './start-engine.ts'

/**
 * Stops the engine if this state folder started it, and takes away what dockerd leaves: its containerd and its mounts.
 * Gives false when there was nothing to stop.
 */
export async function stopEngine(options: {
  stateDir: string
  env: Readonly<Record<string, string>>
  progress: Progress
}): Promise<boolean> {
  const { stateDir, env, progress } = options
  const facts = readFacts(stateDir)
  if (!facts) return false
  await progress.step('stopping the Docker engine', async () => {
    if (facts.via === 'systemctl') {
      // The socket would start it again at the next question.
      await runLogged('docker-start', {
        command: 'systemctl',
        args: ['stop', 'docker.socket', 'docker'],
        env,
      })
    } else {
      const outcome = await openSupervisor(stateDir, { detached: true }).stop('docker')
      if (outcome === 'killed') progress.note('dockerd did not stop in time and was killed')
      await stopContainerd(facts)
      await unmountLeftovers(facts, env)
    }
  })
  rmSync(factsFile(stateDir), { force: true })
  return true
}

/** A dockerd that was killed leaves its containerd running. Fine when there is none. */
export async function stopContainerd({ paths }: Pick<EngineFacts, 'paths'>): Promise<void> {
  const pid = Number(readOrUndefined(join(paths.execRoot, 'containerd/containerd.pid')) ?? Number.NaN)
  const name = readOrUndefined(`/proc/${pid}/comm`)?.trim()
  const containerd = name === 'containerd' ? findProcess(pid) : undefined
  if (!containerd) return
  signalProcess(containerd, 'SIGTERM')
  if (!(await waitForEnd(containerd, 10_000))) signalProcess(containerd, 'SIGKILL')
}

async function unmountLeftovers(facts: EngineFacts, env: Readonly<Record<string, string>>): Promise<void> {
  const { dataRoot, execRoot } = facts.paths
  // /var/run is a link to /run, and mounts are listed by their real path.
  const roots = [dataRoot, execRoot, execRoot.replace(/^\/var\/run\//, '/run/')]
  for (const path of leftBehind({ before: facts.mountPoints, now: readMountPoints(), roots })) {
    await runLogged('docker-start', { command: 'umount', args: [path], env })
  }
}

function readFacts(stateDir: string): EngineFacts | undefined {
  const text = readOrUndefined(factsFile(stateDir))
  // Written by startEngine only.
  return text === undefined ? undefined : (JSON.parse(text) as EngineFacts)
}

function readOrUndefined(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

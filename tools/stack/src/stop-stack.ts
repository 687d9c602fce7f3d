import { removeContainers } from './engine.ts'
import { NATS_PARTS } from './nats/nodes.ts'
import { SERVICES } from './services.ts'
import { readFacts } from './stack-facts.ts'
import { openSupervisor } from './supervisor/supervisor.ts'

export interface StoppedPart {
  readonly name: string
  /** `killed`: it did not stop within its grace time. */
  readonly outcome: 'stopped' | 'killed'
}

export interface StopReport {
  readonly parts: StoppedPart[]
  /** Containers that the executor had not removed itself. */
  readonly containersRemoved: number
  /** Why containers could not be looked for, e.g. because the engine is gone. */
  readonly engineProblem?: string
}

/**
 * Stops everything that a state folder says is running: the edge first, so that nothing new comes in; the servers last,
 * because the services need them to finish. Safe to repeat, and safe when parts have died meanwhile.
 */
export async function stopStack(
  stateDir: string,
  options: { onStopping?: (name: string) => void } = {},
): Promise<StopReport> {
  const supervisor = openSupervisor(stateDir, { detached: true })
  const parts: StoppedPart[] = []
  const stop = async (name: string) => {
    if (!supervisor.list().some((part) => part.name === name)) return
    options.onStopping?.(name)
    const outcome = await supervisor.stop(name)
    if (outcome !== 'absent') parts.push({ name, outcome })
  }
  const instancesOf = (service: string) =>
    supervisor.list().flatMap(({ name }) => (name.startsWith(`${service}-`) ? [name] : []))
  await Promise.all(SERVICES.flatMap(instancesOf).map(stop))
  await stop('gateway')
  await stop('executor')
  await Promise.all(SERVICES.map(stop))
  await Promise.all(['issuer', 'mailbox', ...NATS_PARTS, 'postgres'].map(stop))

  const facts = readFacts(stateDir)
  if (!facts) return { parts, containersRemoved: 0 }
  try {
    const places = [facts, ...(facts.others ?? [])]
    const removed = places.map(({ dockerHost, executorId }) => removeContainers(dockerHost, executorId))
    return { parts, containersRemoved: (await Promise.all(removed)).reduce((sum, count) => sum + count, 0) }
  } catch (error) {
    return {
      parts,
      containersRemoved: 0,
      engineProblem: error instanceof Error ? error.message : String(error),
    }
  }
}

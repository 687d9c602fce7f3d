import { findFreePorts } from '../ports.ts'
import type { PartRecord } from '../supervisor/records.ts'

/**
 * The NATS servers of a stack: one, or three that keep every stream together. A part's name is its server's name too.
 */
export const NATS_PARTS = ['nats', 'nats-2', 'nats-3'] as const
export type NatsPartName = (typeof NATS_PARTS)[number]
export type NatsNodeCount = 1 | 3

export interface NatsNode {
  readonly name: NatsPartName
  /** Where clients connect. */
  readonly client: number
  /** Where the other servers do. */
  readonly cluster: number
}

/** Decides the ports of each: where it listens already, else free ones; the first one's client port is given. */
export async function chooseNatsNodes(
  count: NatsNodeCount,
  client: number,
  running: ReadonlyArray<PartRecord & { alive: boolean }>,
): Promise<NatsNode[]> {
  const free = await findFreePorts(2 * count)
  return NATS_PARTS.slice(0, count).map((name, at) => {
    const ports = running.find((part) => part.name === name && part.alive)?.ports
    return {
      name,
      client: at === 0 ? client : (ports?.client ?? free[2 * at] ?? 0),
      cluster: ports?.cluster ?? free[2 * at + 1] ?? 0,
    }
  })
}

import type { Engine } from '@runhive/executor/docker/engine'
import { StandInCell } from './stand-in-cell.ts'

/**
 * An engine whose containers are objects of this process: what is left of an execution is what our own services cost.
 * Facts and images are those of the real one.
 */
export function standInFor(real: Engine, protocolVersion: number): Engine {
  const cells = new Map<string, StandInCell>()
  let created = 0
  return {
    facts: real.facts,
    findImage: (name) => real.findImage(name),
    ping: () => real.ping(),
    async create() {
      created += 1
      return `stand-in-${created}`
    },
    async attach(id) {
      const cell = new StandInCell()
      cells.set(id, cell)
      return cell
    },
    // A pause container is started and never attached to.
    start: async (id) => cells.get(id)?.announce(protocolVersion),
    kill: async (id) => void cells.get(id)?.destroy(),
    async remove(id) {
      cells.get(id)?.destroy()
      cells.delete(id)
    },
    update: async () => undefined,
    wasOomKilled: async () => false,
    uidOf: async () => undefined,
    list: async () => [],
    [Symbol.asyncDispose]: () => real[Symbol.asyncDispose](),
  }
}

import { findFreePorts } from './ports.ts'
import { SERVICES } from './services.ts'
import type { PartRecord } from './supervisor/records.ts'

/**
 * `http` is the gateway's; `mailbox` takes mail and `mailbox-page` shows it; `…-ops` are the services' doors for
 * operators. All on the loopback interface.
 */
export const PORT_NAMES = [
  'http',
  'nats',
  'postgres',
  'issuer',
  'mailbox',
  'mailbox-page',
  ...SERVICES.map((name) => `${name}-ops` as const),
] as const
export type PortName = (typeof PORT_NAMES)[number]
export type StackPorts = Readonly<Record<PortName, number>>
export type PortChoice = 'free' | Partial<StackPorts>

/** Decides every port: as chosen, else where the part listens already, else a free one. */
export async function choosePorts(
  choice: PortChoice,
  running: ReadonlyArray<PartRecord & { alive: boolean }>,
): Promise<StackPorts> {
  const chosen: Partial<Record<PortName, number>> = {
    ...portsInUse(running),
    ...(choice === 'free' ? {} : choice),
  }
  const missing = PORT_NAMES.filter((name) => chosen[name] === undefined)
  const free = await findFreePorts(missing.length)
  missing.forEach((name, at) => {
    chosen[name] = free[at] ?? 0
  })
  return chosen as StackPorts // every name has been filled in above
}

/** The ports of parts that run, by name. */
export function portsInUse(
  running: ReadonlyArray<PartRecord & { alive: boolean }>,
): Partial<Record<PortName, number>> {
  const found: Partial<Record<PortName, number>> = {}
  for (const { name, ports, alive } of running) {
    if (!alive) continue
    for (const [meaning, port] of Object.entries(ports)) {
      const portName = PORT_NAMES.find((known) => known === toPortName(name, meaning))
      if (portName) found[portName] = port
    }
  }
  return found
}

function toPortName(part: string, meaning: string): string {
  if (meaning === 'ops' || meaning === 'page') return `${part}-${meaning}`
  return meaning === 'http' ? 'http' : part
}

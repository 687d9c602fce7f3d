import { isPortFree } from '@runhive/stack/ports'
import { SERVICES, type ServiceName, services } from '@runhive/stack/services'
import { PORT_NAMES, type PortName, portsInUse, type StackPorts } from '@runhive/stack/stack-ports'
import type { Supervisor } from '@runhive/stack/supervisor/supervisor'
import { PlainError } from '../command.ts'

/**
 * Where people expect things. Only the gateway's port is a promise; a taken one of the others is replaced by a free
 * one.
 */
export const USUAL_PORTS: StackPorts = {
  http: 4000,
  nats: 4222,
  postgres: 4432,
  issuer: 4010,
  mailbox: 4011,
  'mailbox-page': 4012,
  ...opsPorts(),
}

function opsPorts() {
  const ports = SERVICES.map((name) => [`${name}-ops`, services[name].opsPort] as const)
  return Object.fromEntries(ports) as Record<`${ServiceName}-ops`, number> // every service has been named
}

/** The port of the gateway, from `PORT`. */
export function gatewayPort(env: Readonly<Record<string, string>>): number {
  const text = env.PORT
  if (text === undefined) return USUAL_PORTS.http
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port
  throw new PlainError(`PORT is "${text}": it must be a whole number from 1 to 65535.`)
}

/**
 * Chooses ports for `up`: the gateway's own or none at all, and for the rest what is free, preferably the usual one.
 */
export async function chooseUsualPorts(
  http: number,
  supervisor: Pick<Supervisor, 'list'>,
): Promise<Partial<StackPorts>> {
  const ours = portsInUse(supervisor.list())
  const isOursOrFree = async (name: PortName, port: number) => ours[name] === port || (await isPortFree(port))
  if (!(await isOursOrFree('http', http))) {
    throw new PlainError(
      `port ${http} is in use by another program: stop it, or choose another port, for example PORT=${http + 1} ./dev up`,
    )
  }
  const chosen: Partial<Record<PortName, number>> = { http }
  for (const name of PORT_NAMES) {
    if (name === 'http') continue
    const port = ours[name] ?? USUAL_PORTS[name]
    if (await isOursOrFree(name, port)) chosen[name] = port
  }
  return chosen
}

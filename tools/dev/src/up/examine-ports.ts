import { isPortFree } from '@runhive/stack/ports'
import { PORT_NAMES, portsInUse } from '@runhive/stack/stack-ports'
import type { Supervisor } from '@runhive/stack/supervisor/supervisor'
import * as z from 'zod'
import { USUAL_PORTS } from './ports.ts'

const Health = z.object({ service: z.string() })
const ASK_MS = 1_000

/**
 * Says in one sentence whether `up` would find its ports, or throws one. A port is ours when a stack from here holds
 * it, and also when one of our services answers on it: a stack of Compose, or of another checkout, is no stranger.
 */
export async function examinePorts(http: number, supervisor: Pick<Supervisor, 'list'>): Promise<string> {
  const ours = new Set(Object.values(portsInUse(supervisor.list())))
  const held = await whoHolds(http, ours)
  if (held === 'stranger') {
    throw new Error(`port ${http} is in use by another program: choose another one with PORT.`)
  }
  const others = PORT_NAMES.filter((name) => name !== 'http').map((name) => USUAL_PORTS[name])
  const holders = await Promise.all(
    others.map(async (port) => ({ port, holder: await whoHolds(port, ours) })),
  )
  const taken = holders.filter(({ holder }) => holder === 'stranger').map(({ port }) => port)
  return [
    held === 'runhive'
      ? `${http} is in use by a Runhive that was not started from here, for example by Compose: ./dev up needs another PORT`
      : 'free or ours',
    ...(taken.length === 0 ? [] : [`${taken.join(', ')} in use: ./dev up chooses others instead`]),
  ].join('; ')
}

async function whoHolds(port: number, ours: ReadonlySet<number>): Promise<'ours' | 'runhive' | 'stranger'> {
  if (ours.has(port) || (await isPortFree(port))) return 'ours'
  const answer = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(ASK_MS) })
    .then((response) => response.json())
    .catch(() => undefined)
  const { data } = Health.safeParse(answer)
  return data !== undefined && Object.hasOwn(USUAL_PORTS, `${data.service}-ops`) ? 'runhive' : 'stranger'
}

import { measureGateway } from './gateway.ts'
import { measureHistory } from './history.ts'
import { measureStreams } from './streams.ts'

/** What single parts can do on this machine: the ground of the arithmetic. */
export interface RatesFigures {
  readonly streams: ReadonlyArray<StreamRate>
  readonly gateway: {
    readonly requests: number
    readonly perSecond: number
    /** Per request, milliseconds of processor time. */
    readonly cpuMs: Readonly<Record<'gateway' | 'auth' | 'nats' | 'postgres' | 'history', number>>
  }
  readonly history: {
    readonly writes: number
    /** One history process, as it is: one row at a time, four at once. */
    readonly perSecond: number
    readonly historyCpuMs: number
    readonly postgresCpuMs: number
  }
}

export interface StreamRate {
  readonly servers: number
  readonly streams: number
  readonly bytes: number
  /** Least and best round. */
  readonly perSecond: { readonly median: number; readonly best: number }
  /** Of all servers together, per message, milliseconds. */
  readonly natsCpuMs: number
}

export async function measureRates(
  env: Readonly<Record<string, string>>,
  quick: boolean,
  say: (line: string) => void,
): Promise<RatesFigures> {
  const gateway = await measureGateway(env, quick, say)
  const history = await measureHistory(env, quick, say)
  const streams = await measureStreams(quick, say)
  return { streams, gateway, history }
}

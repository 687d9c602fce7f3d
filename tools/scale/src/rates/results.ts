/** What single parts can do on this machine: the ground of the arithmetic. */
export interface RatesResults {
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

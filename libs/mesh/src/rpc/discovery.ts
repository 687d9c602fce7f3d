import type { Contract } from '@runhive/contracts/define'
import type { ServiceInstance } from '../mesh.ts'
import type { ProcedureStats } from './server.ts'

/**
 * The NATS micro protocol, implemented here: its library measures before the work is done and drops rejections.
 * https://github.com/nats-io/nats-architecture-and-design/blob/main/adr/ADR-32.md
 */
export const DISCOVERY_VERBS = ['PING', 'INFO', 'STATS'] as const
export type DiscoveryVerb = (typeof DISCOVERY_VERBS)[number]

export interface Identity {
  readonly name: string
  readonly id: string
  readonly version: string
  readonly startedAt: string
}

/** Everyone, everyone of a name, one instance. */
export function discoverySubjects(verb: DiscoveryVerb, { name, id }: { name: string; id: string }): string[] {
  return [`$SRV.${verb}`, `$SRV.${verb}.${name}`, `$SRV.${verb}.${name}.${id}`]
}

interface Described {
  readonly identity: Identity
  readonly contract: Contract
  readonly procedures: ReadonlyArray<ProcedureStats>
  readonly status?: (() => unknown) | undefined
}

const NANOS_PER_MS = 1_000_000

export function discoveryReply(verb: DiscoveryVerb, described: Described): object {
  const { name, id, version, startedAt } = described.identity
  const head = { name, id, version, metadata: {} }
  const endpoint = (procedure: string) => ({
    name: procedure,
    subject: `${name}.${procedure}`,
    queue_group: name,
    metadata: {},
  })
  if (verb === 'PING') return { type: 'io.nats.micro.v1.ping_response', ...head }
  if (verb === 'INFO') {
    const endpoints = described.procedures.map((stats) => endpoint(stats.name))
    return { type: 'io.nats.micro.v1.info_response', ...head, description: '', endpoints }
  }
  const endpoints = described.procedures.map((stats) => ({
    ...endpoint(stats.name),
    num_requests: stats.calls,
    num_errors: stats.errors,
    last_error: '',
    processing_time: Math.round(stats.totalMs * NANOS_PER_MS),
    average_processing_time: Math.round(averageMs(stats.totalMs, stats.calls) * NANOS_PER_MS),
  }))
  const data = described.status?.()
  return {
    type: 'io.nats.micro.v1.stats_response',
    ...head,
    started: startedAt,
    endpoints,
    ...(data !== undefined && { data }),
  }
}

function averageMs(totalMs: number, calls: number): number {
  return calls === 0 ? 0 : totalMs / calls
}

interface StatsReply {
  readonly name: string
  readonly id: string
  readonly version: string
  readonly started: string
  readonly endpoints?: ReadonlyArray<{
    name: string
    num_requests: number
    num_errors: number
    average_processing_time: number
  }> | null
  readonly data?: unknown
}

/** undefined when it is not what a micro service answers. Other people's services are listed too. */
export function readStatsReply(body: string): ServiceInstance | undefined {
  try {
    const reply = JSON.parse(body) as StatsReply
    if (typeof reply.name !== 'string' || typeof reply.id !== 'string') return undefined
    return {
      service: reply.name,
      instanceId: reply.id,
      version: reply.version,
      startedAt: reply.started,
      procedures: (reply.endpoints ?? []).map((endpoint) => ({
        name: endpoint.name,
        calls: endpoint.num_requests,
        errors: endpoint.num_errors,
        averageMs: endpoint.average_processing_time / NANOS_PER_MS,
      })),
      ...(reply.data !== undefined && { status: reply.data }),
    }
  } catch {
    return undefined
  }
}

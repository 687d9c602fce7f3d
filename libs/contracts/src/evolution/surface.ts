import * as z from 'zod'
import type { Contract } from '../define.ts'
import type { EventLog, WorkQueue } from '../streams.ts'

/** Everything that crosses a process boundary, as JSON: what services deployed yesterday rely on. */
export type Surface = z.output<typeof Surface>

export type JsonSchema = z.core.JSONSchema.BaseSchema

export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const Both = z.object({
  /** What may be sent to who has this schema. */
  reads: z.custom<JsonSchema>(),
  /** What who has this schema sends. */
  writes: z.custom<JsonSchema>(),
})
export type Both = z.output<typeof Both>

const Surface = z.object({
  contracts: z.record(
    z.string(),
    z.record(z.string(), z.object({ input: Both, output: Both, refusals: z.record(z.string(), Both) })),
  ),
  queues: z.record(z.string(), z.object({ subject: z.string(), item: Both })),
  logs: z.record(z.string(), z.object({ prefix: z.string(), keyTokens: z.int(), event: Both })),
})

export interface Boundary {
  readonly contracts: ReadonlyArray<Contract>
  readonly queues: ReadonlyArray<WorkQueue>
  readonly logs: ReadonlyArray<EventLog>
}

export function surfaceOf(boundary: Boundary): Surface {
  return {
    contracts: byName(boundary.contracts, ({ procedures }) =>
      mapValues(procedures, ({ input, output, refusals }) => ({
        input: both(input),
        output: both(output),
        refusals: mapValues(refusals, both),
      })),
    ),
    queues: byName(boundary.queues, ({ subject, item }) => ({ subject, item: both(item) })),
    logs: byName(boundary.logs, ({ prefix, keyTokens, event }) => ({
      prefix,
      keyTokens,
      event: both(event),
    })),
  }
}

export function parseSurface(json: string): Surface {
  return Surface.parse(JSON.parse(json))
}

export function formatSurface(surface: Surface): string {
  return `${JSON.stringify(surface, null, 2)}\n`
}

function both(schema: z.ZodType): Both {
  return { reads: jsonSchema(schema, 'input'), writes: jsonSchema(schema, 'output') }
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return JSON.parse(JSON.stringify(rest, (key, value) => (key === 'description' ? undefined : value)))
}

function byName<T extends { name: string }, V>(
  list: ReadonlyArray<T>,
  value: (one: T) => V,
): Record<string, V> {
  return Object.fromEntries(list.map((one) => [one.name, value(one)]))
}

function mapValues<T, V>(record: Readonly<Record<string, T>>, value: (one: T) => V): Record<string, V> {
  return Object.fromEntries(Object.entries(record).map(([key, one]) => [key, value(one)]))
}

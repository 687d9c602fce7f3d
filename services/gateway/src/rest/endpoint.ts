import type { AnyTRPCRouter } from '@trpc/server'
import * as z from 'zod'

/** What a procedure says about itself: who may call it, and how it is reached over REST. */
export interface RestMeta {
  /**
   * `anyone`: no credential needed. `owner` (when not said): an API key or a session. `session`: a person who has signed in, never
   * a key. `operator`: the same, with that role.
   */
  who?: 'anyone' | 'owner' | 'session' | 'operator'
  /** It asks for an execution, and admission counts it as one. */
  leases?: boolean
  rest?: {
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
    path: `/${string}`
    summary: string
    /** Longer text for the reference. */
    description?: string
    /** HTTP status of success; 200 unless said. */
    status?: number
    /** For what is only begun: where it can be followed, with `{names}` of the answer's fields. */
    location?: `/${string}`
    /** A yes-or-no query parameter that chooses this procedure among those of one method and path. */
    when?: { name: string; description: string }
    /** For a subscription: what the `data` of its server-sent events holds. */
    event?: z.ZodType
    /** For a stream of records: one line of its newline-delimited JSON, and the name of the file that it makes. */
    lines?: { of: z.ZodType; fileName: string }
  }
}

export interface Endpoint {
  /** The procedure's name on the wire, e.g. `executions.run`. */
  readonly name: string
  readonly who: NonNullable<RestMeta['who']>
  readonly rest: NonNullable<RestMeta['rest']>
  readonly input: z.ZodType | undefined
  readonly output: z.ZodType | undefined
}

export interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
}

/** What tRPC keeps about a procedure: not in its public types, but what every OpenAPI generator for it reads. */
interface Definition {
  readonly _def: {
    readonly meta?: RestMeta
    readonly inputs: readonly z.ZodType[]
    readonly output?: z.ZodType
  }
}

/** Every procedure that carries `meta.rest`. */
export function endpointsOf(router: AnyTRPCRouter): Endpoint[] {
  const procedures = Object.entries(router._def.procedures as Record<string, Definition>)
  return procedures.flatMap(([name, { _def }]) => {
    const { rest, who = 'owner' } = _def.meta ?? {}
    return rest ? [{ name, who, rest, input: _def.inputs[0], output: _def.output }] : []
  })
}

export function toJsonSchema(type: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema, ...schema } = z.toJSONSchema(type, { io, target: 'draft-2020-12', unrepresentable: 'any' })
  return schema as JsonSchema
}

/** The `{names}` in a path. */
export function pathParameters(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? [])
}

export const hasBody = (method: string): boolean => method === 'POST' || method === 'PATCH'

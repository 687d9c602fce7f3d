import type { AnyTRPCRouter } from '@trpc/server'
import * as z from 'zod'
import type { Who } from '../admission/access.ts'
import type { ProcedureMeta } from './meta.ts'

export interface Endpoint {
  /** The procedure's name on the wire, e.g. `executions.run`. */
  readonly name: string
  readonly who: Who
  readonly rest: NonNullable<ProcedureMeta['rest']>
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

/** What tRPC keeps about a procedure: not in its public types, but every OpenAPI generator for it reads this. */
interface Definition {
  readonly _def: {
    readonly meta?: ProcedureMeta
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

import type { JsonSchema } from '../../procedure/endpoint.ts'

/**
 * A body's schema with null wherever a field may be left out: that is the same, and clients made from the document may
 * write it.
 */
export function withNulls(schema: JsonSchema): JsonSchema {
  const { properties, required = [], items, anyOf, oneOf } = schema
  return {
    ...schema,
    ...(properties === undefined ? {} : { properties: ofFields(properties, required) }),
    ...(items === undefined ? {} : { items: withNulls(items) }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(withNulls) }),
    ...(oneOf === undefined ? {} : { oneOf: oneOf.map(withNulls) }),
  }
}

function ofFields(
  properties: NonNullable<JsonSchema['properties']>,
  required: readonly string[],
): NonNullable<JsonSchema['properties']> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => {
      const field = withNulls(schema)
      return [name, required.includes(name) ? field : orNull(field)]
    }),
  )
}

interface Field extends JsonSchema {
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly description?: string
  readonly default?: unknown
}

const NULL = { type: 'null' }

/** Description and default of the field stay at the top level. */
function orNull(field: Field): Field {
  if (typeof field.type === 'string' && field.const === undefined) {
    const choices = field.enum === undefined ? {} : { enum: [...field.enum, null] }
    return { ...field, type: [field.type, 'null'], ...choices }
  }
  if (field.anyOf?.some(({ type }) => type === 'null')) return field
  if (field.anyOf) return { ...field, anyOf: [...field.anyOf, NULL] }
  const { description, default: byDefault, ...schema } = field
  return {
    ...(description === undefined ? {} : { description }),
    ...(byDefault === undefined ? {} : { default: byDefault }),
    anyOf: [schema, NULL],
  }
}

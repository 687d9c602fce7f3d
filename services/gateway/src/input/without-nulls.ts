import type * as z from 'zod'

type Schema = z.core.$ZodType
type Fields = Readonly<Record<string, unknown>>

/**
 * The same input without the nulls of optional fields: many clients write null for what they do not give. Null stays
 * where the schema takes it, and where a value is needed, to be refused. What the schema does not know is left as it
 * is.
 */
export function withoutNulls(schema: Schema, value: unknown): unknown {
  if (value === null) return isOptional(schema) && !takesNull(schema) ? undefined : value
  if (typeof value !== 'object') return value
  const { def } = (schema as z.core.$ZodTypes)._zod
  switch (def.type) {
    case 'object':
      return ofFields(value as Fields, (name) =>
        Object.hasOwn(def.shape, name) ? def.shape[name] : undefined,
      )
    case 'record':
      return ofEntries(value as Fields, def.valueType)
    case 'array':
      return Array.isArray(value) ? value.map((item) => withoutNulls(def.element, item)) : value
    case 'union': {
      const option = optionFor(def, value as Fields)
      return option ? withoutNulls(option, value) : value
    }
    case 'pipe':
      return withoutNulls(def.in, value)
    default:
      return 'innerType' in def ? withoutNulls(def.innerType, value) : value
  }
}

const isOptional = (schema: Schema): boolean => schema._zod.optin !== undefined

function takesNull(schema: Schema): boolean {
  const { def } = (schema as z.core.$ZodTypes)._zod
  if (def.type === 'union') return def.options.some(takesNull)
  if (def.type === 'pipe') return takesNull(def.in)
  if ('innerType' in def && def.type !== 'nullable') return takesNull(def.innerType)
  return ['nullable', 'null', 'any', 'unknown'].includes(def.type)
}

function ofFields(value: Fields, schemaOf: (name: string) => Schema | undefined): unknown {
  if (Array.isArray(value)) return value
  const entries = Object.entries(value).flatMap(([name, given]): Array<[string, unknown]> => {
    const schema = schemaOf(name)
    if (!schema) return [[name, given]]
    const kept = withoutNulls(schema, given)
    return kept === undefined ? [] : [[name, kept]]
  })
  return Object.fromEntries(entries)
}

/** A null entry of a record is not an omitted field: it stays, to be refused. */
function ofEntries(value: Fields, schema: Schema): unknown {
  if (Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, given]) => [name, given === null ? null : withoutNulls(schema, given)]),
  )
}

/** The option that the discriminator chooses. */
function optionFor(def: z.core.$ZodUnionDef, value: Fields): Schema | undefined {
  const key = (def as Partial<z.core.$ZodDiscriminatedUnionDef>).discriminator
  if (key === undefined) return undefined
  return def.options.find((option) => option._zod.propValues?.[key]?.has(value[key] as string))
}

import { isSchema, type JsonSchema } from './surface.ts'

/**
 * In which ways `to` refuses what `from` allows: sentences that begin with the place. Knows the part of JSON Schema
 * that zod writes; refinements are code and cannot be compared.
 */
export function narrowing(from: JsonSchema, to: JsonSchema, at: string): string[] {
  const variants = from.anyOf ?? from.oneOf
  if (variants) return variants.flatMap((variant) => narrowing(schemaOf(variant), to, at))
  const choices = to.anyOf ?? to.oneOf
  if (choices) return closest(from, choices.map(schemaOf), at)
  return [
    ...values(from, to, at),
    ...types(from, to, at),
    ...bounds(from, to, at),
    ...formats(from, to, at),
    ...fields(from, to, at),
    ...items(from, to, at),
  ]
}

/** `true` and nothing at all allow everything. */
function schemaOf(schema: unknown): JsonSchema {
  return isSchema(schema) ? schema : {}
}

/** One choice that fits is enough. Else the one with the same fixed fields explains best what is wrong. */
function closest(from: JsonSchema, choices: ReadonlyArray<JsonSchema>, at: string): string[] {
  const attempts = choices.map((choice) => ({ choice, problems: narrowing(from, choice, at) }))
  if (attempts.some(({ problems }) => problems.length === 0)) return []
  const sameTag = attempts.find(({ choice }) => tagOf(choice) !== undefined && tagOf(choice) === tagOf(from))
  if (sameTag) return sameTag.problems
  const tag = tagOf(from)
  if (tag) return [`${at}: the variant ${tag} is not accepted`]
  return attempts.toSorted((a, b) => a.problems.length - b.problems.length)[0]?.problems ?? []
}

/** For example `kind "finished"`: the fields with one possible value. */
export function tagOf(schema: JsonSchema): string | undefined {
  const fixed = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const { const: value } = schemaOf(property)
    return value === undefined ? [] : [`${name} ${JSON.stringify(value)}`]
  })
  return fixed.length === 0 ? undefined : fixed.join(', ')
}

function values(from: JsonSchema, to: JsonSchema, at: string): string[] {
  const allowed = valuesOf(to)
  if (!allowed) return []
  const before = valuesOf(from)
  if (!before) return [`${at}: must be one of ${list(allowed)}`]
  const lost = before.filter((value) => !allowed.includes(value))
  return lost.length === 0 ? [] : [`${at}: ${list(lost)} is not accepted`]
}

function valuesOf(schema: JsonSchema): unknown[] | undefined {
  return schema.const === undefined ? schema.enum : [schema.const]
}

const list = (all: ReadonlyArray<unknown>) => all.map((value) => JSON.stringify(value)).join(', ')

function types(from: JsonSchema, to: JsonSchema, at: string): string[] {
  const allowed = typesOf(to)
  const before = typesOf(from)
  if (allowed.length === 0) return []
  const fits = (type: string) => allowed.includes(type) || (type === 'integer' && allowed.includes('number'))
  const lost = before.length === 0 || !before.every(fits)
  return lost ? [`${at}: must be ${allowed.join(' or ')}, was ${before.join(' or ') || 'anything'}`] : []
}

function typesOf({ type }: JsonSchema): string[] {
  return type === undefined ? [] : [type].flat()
}

const LOWER = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'] as const
const UPPER = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'] as const

function bounds(from: JsonSchema, to: JsonSchema, at: string): string[] {
  const number = (schema: JsonSchema, name: string, open: number) =>
    typeof schema[name] === 'number' ? schema[name] : open
  const raised = LOWER.filter((name) => number(to, name, -Infinity) > number(from, name, -Infinity))
  const lowered = UPPER.filter((name) => number(to, name, Infinity) < number(from, name, Infinity))
  return [...raised, ...lowered].map((name) => `${at}: ${name} is ${to[name]}, was ${from[name] ?? 'open'}`)
}

function formats(from: JsonSchema, to: JsonSchema, at: string): string[] {
  const changed = (['pattern', 'format', 'allOf', 'propertyNames', 'contentEncoding'] as const).filter(
    (name) => to[name] !== undefined && JSON.stringify(to[name]) !== JSON.stringify(from[name]),
  )
  return changed.map(
    (name) => `${at}: ${name} is ${JSON.stringify(to[name])}, was ${JSON.stringify(from[name]) ?? 'open'}`,
  )
}

function fields(from: JsonSchema, to: JsonSchema, at: string): string[] {
  const before = from.properties ?? {}
  const after = to.properties ?? {}
  const required = (to.required ?? [])
    .filter((name) => !from.required?.includes(name))
    .map((name) => `${at}.${name}: is required, and was not`)
  const unknown = Object.keys(before)
    .filter((name) => to.additionalProperties === false && !(name in after))
    .map((name) => `${at}.${name}: unknown fields are refused here`)
  const changed = Object.entries(before).flatMap(([name, property]) =>
    name in after ? narrowing(schemaOf(property), schemaOf(after[name]), `${at}.${name}`) : [],
  )
  const others =
    typeof to.additionalProperties === 'object'
      ? narrowing(schemaOf(from.additionalProperties), to.additionalProperties, `${at}.*`)
      : []
  return [...required, ...unknown, ...changed, ...others]
}

function items(from: JsonSchema, to: JsonSchema, at: string): string[] {
  if (to.items === undefined) return []
  return narrowing(schemaOf(from.items), schemaOf(to.items), `${at}[]`)
}

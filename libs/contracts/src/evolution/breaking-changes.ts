import { narrowing, tagOf } from './narrowing.ts'
import { type Both, isSchema, type JsonSchema, type Surface } from './surface.ts'

/**
 * What would break services that are deployed apart: one sentence each. An old caller must be understood by a new
 * server and understand its answers; stored items and events are read by newer and older services alike.
 */
export function breakingChanges(released: Surface, current: Surface): string[] {
  return [
    ...compare(released.contracts, current.contracts, 'contract', (before, after, contract) =>
      compare(before, after, `procedure ${contract}.`, (was, is, procedure) => {
        const at = `${contract}.${procedure}`
        return [
          ...accepted(was.input, is.input, `${at} input`),
          ...understood(was.output, is.output, `${at} output`),
          ...compare(was.refusals, is.refusals, `refusal of ${at}: `, (oldData, newData, code) =>
            understood(oldData, newData, `${at} ${code}`),
          ),
        ]
      }),
    ),
    ...compare(released.queues, current.queues, 'queue', (was, is, name) => [
      ...same(was.subject, is.subject, `${name} subject`),
      ...accepted(was.item, is.item, `${name} item`),
      ...understood(was.item, is.item, `${name} item`),
    ]),
    ...compare(released.logs, current.logs, 'log', (was, is, name) => [
      ...same(was.prefix, is.prefix, `${name} prefix`),
      ...same(was.keyTokens, is.keyTokens, `${name} keyTokens`),
      ...accepted(was.event, is.event, `${name} event`),
      // Followers pass over kinds that they do not know.
      ...understood(was.event, onlyKnownVariants(was.event, is.event), `${name} event`),
    ]),
  ]
}

type Compare<T> = (before: T, after: T, name: string) => string[]

/** Nothing may disappear; what is new is nobody's problem. */
function compare<T>(
  before: Readonly<Record<string, T>>,
  after: Readonly<Record<string, T>>,
  what: string,
  each: Compare<T>,
): string[] {
  const gap = /[.\s]$/.test(what) ? '' : ' '
  return Object.entries(before).flatMap(([name, was]) => {
    const is = after[name]
    return is === undefined ? [`${what}${gap}${name} was removed`] : each(was, is, name)
  })
}

/** Everything that was sent before must still be accepted. */
function accepted(was: Both, is: Both, at: string): string[] {
  return [
    ...removed(was.reads, is.reads, at),
    ...narrowing(was.reads, is.reads, at).map((problem) => `${problem}: older callers are refused`),
  ]
}

/** Everything that is sent now must be accepted by those who know only what was before. */
function understood(was: Both, is: Both, at: string): string[] {
  return [
    ...removed(was.writes, is.writes, at),
    ...narrowing(is.writes, was.reads, at).map((problem) => `${problem}: older readers cannot read it`),
  ]
}

function same(was: unknown, is: unknown, at: string): string[] {
  return was === is ? [] : [`${at}: is ${JSON.stringify(is)}, was ${JSON.stringify(was)}`]
}

/** Fields that are gone. Nobody is refused for that, but who relied on them gets nothing. */
function removed(was: JsonSchema, is: JsonSchema, at: string): string[] {
  const oldVariants = variantsOf(was)
  const newVariants = variantsOf(is)
  return oldVariants.flatMap((variant) => {
    const match = newVariants.find((one) => tagOf(one) === tagOf(variant))
    if (match === undefined) return [`${at}: the variant ${tagOf(variant)} was removed`]
    return removedFields(variant, match, at)
  })
}

function removedFields(was: JsonSchema, is: JsonSchema, at: string): string[] {
  const inItems = isSchema(was.items) && isSchema(is.items) ? removed(was.items, is.items, `${at}[]`) : []
  const inFields = Object.entries(was.properties ?? {}).flatMap(([name, property]) => {
    const now = is.properties?.[name]
    if (now === undefined) return [`${at}.${name}: was removed`]
    return isSchema(property) && isSchema(now) ? removed(property, now, `${at}.${name}`) : []
  })
  return [...inFields, ...inItems]
}

function onlyKnownVariants(was: Both, is: Both): Both {
  const known = new Set(variantsOf(was.writes).map(tagOf))
  return { ...is, writes: { anyOf: variantsOf(is.writes).filter((variant) => known.has(tagOf(variant))) } }
}

function variantsOf(schema: JsonSchema): JsonSchema[] {
  const variants = schema.anyOf ?? schema.oneOf
  return variants ? variants.filter(isSchema) : [schema]
}

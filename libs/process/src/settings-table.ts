import * as z from 'zod'

/** The documentation of one setting. Every text may contain Markdown. */
export interface SettingRow {
  readonly name: string
  /** In words where it is not the same everywhere; may be `required` or `none`. */
  readonly default: string
  /** What is allowed, in the words of the refusal of a wrong value. */
  readonly allowed: string
  /** Empty if it is missing, which fails a test. */
  readonly meaning: string
  readonly secret: boolean
}

interface Meta {
  readonly description?: unknown
  readonly default?: unknown
  readonly allowed?: unknown
  readonly secret?: unknown
}

/** Reads a table of settings in its order. */
export function describeSettings(settings: Readonly<Record<string, z.ZodType>>): SettingRow[] {
  return Object.entries(settings).map(([name, schema]) => {
    const layers = layersOf(schema)
    const meta: Meta = Object.assign({}, ...layers.toReversed().map((layer) => z.globalRegistry.get(layer)))
    return {
      name,
      default: text(meta.default) ?? defaultOf(layers),
      allowed: text(meta.allowed) ?? allowedBy(schema, layers),
      meaning: text(meta.description) ?? '',
      secret: meta.secret === true,
    }
  })
}

/** A schema and all schemas that it wraps, outermost first. */
function layersOf(schema: z.core.$ZodType): z.core.$ZodType[] {
  const inner = innerOf(schema)
  return inner === undefined ? [schema] : [schema, ...layersOf(inner)]
}

function innerOf(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional) return schema.def.innerType
  // For a `transform` the input is what an operator sets.
  return schema instanceof z.ZodPipe ? schema.def.in : undefined
}

function defaultOf(layers: ReadonlyArray<z.core.$ZodType>): string {
  const filled = layers.find((layer) => layer instanceof z.ZodDefault)
  if (filled !== undefined) return shown(filled.def.defaultValue)
  return layers.some((layer) => layer instanceof z.ZodOptional) ? 'none' : 'required'
}

/** The message for a wrong value, so that the page and the refusal cannot differ. */
function allowedBy(schema: z.ZodType, layers: ReadonlyArray<z.core.$ZodType>): string {
  const choice = layers.find((layer) => layer instanceof z.ZodEnum)
  if (choice !== undefined) return choice.options.map((option) => `\`${option}\``).join(', ')
  const refused = schema.safeParse('\0').error?.issues[0]?.message ?? ''
  const range = /^must be a whole number from (-?\d+) to (-?\d+)$/.exec(refused)
  if (range) return `${shown(Number(range[1]))} to ${shown(Number(range[2]))}`
  return /^must (?:be |have )?(.*)$/s.exec(refused)?.[1] ?? 'text'
}

function shown(value: unknown): string {
  if (typeof value === 'number') return String(value).replaceAll(/\B(?=(\d{3})+$)/g, ' ')
  return value === '' ? 'none' : `\`${String(value)}\``
}

const text = (value: unknown) => (typeof value === 'string' ? value : undefined)

import type { Issue } from '../domain/issues.ts'
import { badInput } from '../errors/gateway-error.ts'

/** A value inside an input, and its path as a chain, so that a million values do not hold a million paths. */
interface Place {
  readonly value: unknown
  readonly part?: string | number
  readonly parent?: Place
}

/**
 * More than any object of ours may have: a schema validates every entry before it counts them, and 4 MiB of them take
 * seconds.
 */
const MAX_ENTRIES = 1_000

/**
 * Refuses text that is half of a surrogate pair, such as JSON's `"\ud800"`: no encoding can carry it, so a program
 * would be given something else than was sent. Refuses, too, what schemas drop in silence (an entry called `__proto__`)
 * or judge slowly (too many entries). Without recursion, because input may be nested as deep as its size allows.
 */
export function assertWellFormed(input: unknown): void {
  const places: Place[] = [{ value: input }]
  for (let place = places.pop(); place; place = places.pop()) {
    const { value } = place
    if (typeof value === 'string') {
      if (!value.isWellFormed()) throw badInput([toIssue(pathOf(place), value)])
    } else if (Array.isArray(value)) {
      for (const [part, item] of value.entries()) places.push({ value: item, part, parent: place })
    } else if (typeof value === 'object' && value !== null) {
      const entries = Object.entries(value)
      if (entries.length > MAX_ENTRIES) throw badInput([toTooMany(pathOf(place))])
      for (const [part, item] of entries) {
        if (!part.isWellFormed()) throw badInput([toIssue([...pathOf(place), part.toWellFormed()], part)])
        // zod drops an entry of that name without an issue.
        if (part === '__proto__' && place.parent) throw badInput([notUsable([...pathOf(place), part])])
        places.push({ value: item, part, parent: place })
      }
    }
  }
}

function pathOf(place: Place): Array<string | number> {
  const path: Array<string | number> = []
  for (let at: Place | undefined = place; at; at = at.parent) if (at.part !== undefined) path.push(at.part)
  return path.reverse()
}

const toTooMany = (path: Issue['path']): Issue => ({
  code: 'too_big',
  path,
  message: `must have at most ${MAX_ENTRIES} fields`,
  maximum: MAX_ENTRIES,
})

const notUsable = (path: Issue['path']): Issue => ({
  code: 'invalid_key',
  path,
  message: 'is a reserved name',
})

function toIssue(path: Issue['path'], text: string): Issue {
  const [half = ''] =
    /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.exec(text) ?? []
  const written = `\\u${half.charCodeAt(0).toString(16)}`
  return {
    code: 'not_unicode',
    path,
    message: `must be Unicode text; it contains ${written}, half of a surrogate pair`,
  }
}

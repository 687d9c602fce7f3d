import type { CompiledQuery } from 'kysely'

const MARK = /^\/\* prepared:([a-z0-9-]+) \*\/ /

/**
 * Makes Postgres parse and plan a query once per connection instead of at each run, which halves the time of a lookup
 * by key. For the few statements that run all the time. `name` must be unique to this text. Kysely has no option for
 * it, hence a mark in the text.
 */
export function prepared<R>(name: string, query: CompiledQuery<R>): CompiledQuery<R> {
  return { ...query, sql: `/* prepared:${name} */ ${query.sql}` }
}

/** The name in a marked text; undefined without a mark. */
export function preparedName(text: string): string | undefined {
  return MARK.exec(text)?.[1]
}

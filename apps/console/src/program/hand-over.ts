import type { QueryClient } from '@tanstack/react-query'
import type { Program } from './program.ts'

/**
 * From one page to the playground, in the memory of this tab and never in an address: what is handed over runs by itself, and what
 * comes in a link must not.
 */
const KEY = ['program handed over']

export function handOver(queries: QueryClient, program: Program): void {
  queries.setQueryData(KEY, program)
}

/** Gives it once. */
export function takeOver(queries: QueryClient): Program | undefined {
  const program = queries.getQueryData<Program>(KEY)
  queries.removeQueries({ queryKey: KEY })
  return program
}

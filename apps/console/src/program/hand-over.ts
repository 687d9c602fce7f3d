import type { QueryClient } from '@tanstack/react-query'
import type { Program } from './program.ts'

/**
 * Hands a program from another page to the playground, in the memory of this tab and never in a URL: a program that is
 * handed over runs automatically, which a program in a link must not.
 */
const KEY = ['program handed over']

export function handOver(queries: QueryClient, program: Program): void {
  queries.setQueryData(KEY, program)
}

/** Returns it once. */
export function takeOver(queries: QueryClient): Program | undefined {
  const program = queries.getQueryData<Program>(KEY)
  queries.removeQueries({ queryKey: KEY })
  return program
}

import { RunhiveError } from '@runhive/client'

/**
 * What the service says is wrong with one field of a form, as a sentence; undefined when it says nothing about it. Fields are named
 * as in the request; what is wrong with one of several entries counts for their field.
 */
export function issueOf(error: unknown, field: string): string | undefined {
  if (!(error instanceof RunhiveError) || error.code !== 'BAD_INPUT') return undefined
  const { issues } = error.details
  if (!Array.isArray(issues)) return undefined
  for (const issue of issues as ReadonlyArray<{ path?: unknown; message?: unknown }>) {
    const { path, message } = issue
    if (!Array.isArray(path) || path[0] !== field || typeof message !== 'string') continue
    return `It ${message}${/[.!?]$/.test(message) ? '' : '.'}`
  }
  return undefined
}

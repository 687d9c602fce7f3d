import { RunhiveError } from '@runhive/client'

/**
 * The service's complaint about one field of a form, as a sentence; undefined without one. Fields are named as in the
 * request; a complaint about one entry of a list counts for the list's field.
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

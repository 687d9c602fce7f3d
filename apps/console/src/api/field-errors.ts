import { RunhiveError } from '@runhive/client'

/**
 * What the service said about single fields, by the field's name (a dotted path); null when that is not what the error is
 * about, and it must be shown whole.
 */
export function readFieldErrors(error: unknown): Readonly<Record<string, string>> | null {
  if (!(error instanceof RunhiveError) || error.code !== 'BAD_INPUT') return null
  const { issues } = error.details
  if (!Array.isArray(issues) || issues.length === 0) return null
  const entries = issues.flatMap((issue: { path?: unknown; message?: unknown }) =>
    Array.isArray(issue.path) && issue.path.length > 0 && typeof issue.message === 'string'
      ? [[issue.path.join('.'), toSentence(issue.message)] as const]
      : [],
  )
  // The first of a field's is the one that mends most.
  return entries.length === 0 ? null : Object.fromEntries(entries.toReversed())
}

/** "must be one line" reads alone under a field: "Must be one line." */
function toSentence(message: string): string {
  const sentence = message.charAt(0).toUpperCase() + message.slice(1)
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`
}

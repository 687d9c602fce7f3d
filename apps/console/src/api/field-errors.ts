import { RunhiveError } from '@runhive/client'

/**
 * The service's messages about single fields, by the field's name (a dotted path); null when the error is about
 * something else and must be shown as a whole.
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
  // The first message about a field is the most useful one.
  return entries.length === 0 ? null : Object.fromEntries(entries.toReversed())
}

/** "must be one line" reads alone under a field: "Must be one line." */
function toSentence(message: string): string {
  const sentence = message.charAt(0).toUpperCase() + message.slice(1)
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`
}

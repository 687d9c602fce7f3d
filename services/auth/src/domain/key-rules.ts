import type { KeyRecord } from './admission.ts'

export interface KeyIssue {
  readonly path: string[]
  readonly message: string
}

/** What of a key's settings contradicts itself, each with the field's name; nothing for a key that may be. */
export function findKeyIssues(
  key: Pick<KeyRecord, 'kind' | 'origins' | 'scopes' | 'expiresAt'>,
  now: Date,
): KeyIssue[] {
  const issues: KeyIssue[] = []
  if (key.kind === 'browser' && key.origins.length === 0) {
    issues.push({
      path: ['origins'],
      message: 'must name at least one origin: a browser key is safe to show',
    })
  }
  if (key.kind === 'browser' && key.scopes.some((scope) => scope !== 'executions')) {
    issues.push({ path: ['scopes'], message: 'must be executions alone: a browser key is safe to show' })
  }
  if (key.expiresAt !== undefined && key.expiresAt.getTime() <= now.getTime()) {
    issues.push({ path: ['expiresAt'], message: 'must be in the future' })
  }
  return issues
}

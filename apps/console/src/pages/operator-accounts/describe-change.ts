import type { Account } from '../../api/types.ts'

export interface Change {
  readonly plan?: string
  readonly role?: Account['role']
}

/** Only the changed fields; null without a change. */
export function toChange(account: Account, asked: { plan: string; role: Account['role'] }): Change | null {
  const change = {
    ...(asked.plan === account.plan.name ? {} : { plan: asked.plan }),
    ...(asked.role === account.role ? {} : { role: asked.role }),
  }
  return Object.keys(change).length === 0 ? null : change
}

/** The effect in sentences. */
export function describeChange(change: Change | null, isOwn: boolean): string {
  if (change === null) return 'Nothing has changed yet.'
  const sentences = []
  if (change.plan)
    sentences.push(`The limits of the plan ${change.plan} apply within a second, also to keys in use.`)
  if (change.role === 'operator')
    sentences.push('They will see every account, plan and message, and be able to change them.')
  if (change.role === 'user') {
    sentences.push(
      isOwn
        ? 'You will no longer see these pages, and cannot undo this yourself.'
        : 'They will no longer see these pages.',
    )
  }
  return sentences.join(' ')
}

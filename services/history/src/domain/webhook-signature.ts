import { createHmac } from 'node:crypto'

/**
 * How receivers know that a webhook is ours: the conventions of https://www.standardwebhooks.com, with symmetric keys.
 */

export interface WebhookMessage {
  /** The same at every attempt: a receiver that sees it again has already handled it. */
  readonly id: string
  readonly body: string
}

/**
 * The key of an account. It is derived and not stored, so that the database alone is not enough to sign. `version`
 * counts the account's rotations.
 */
export function deriveKey(
  master: string,
  { accountId, version }: { accountId: string; version: number },
): Buffer {
  return createHmac('sha256', master).update(`webhook key ${version} of ${accountId}`).digest()
}

/** As the receiver's library wants it. */
export function toSecret(key: Buffer): string {
  return `whsec_${key.toString('base64')}`
}

/**
 * Signed anew at each attempt, because receivers refuse old times. With several keys a receiver may know any one of
 * them.
 */
export function signedHeaders(
  { id, body }: WebhookMessage,
  { at, keys }: { at: Date; keys: readonly Buffer[] },
): Record<string, string> {
  const seconds = String(Math.floor(at.getTime() / 1000))
  const signatures = keys.map((key) => {
    const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')
    return `v1,${signature}`
  })
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': signatures.join(' ') }
}

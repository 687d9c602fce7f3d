import { createHash } from 'node:crypto'

/**
 * What is left of a removed account: enough to recognise its id, but not to learn it, because account ids are random.
 */
export function accountDigest(accountId: string): Buffer {
  return createHash('sha256').update(accountId).digest()
}

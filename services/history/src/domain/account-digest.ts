import { createHash } from 'node:crypto'

/** What is left of a removed account: enough to know it again, and nothing to learn it from, because account ids are random. */
export function accountDigest(accountId: string): Buffer {
  return createHash('sha256').update(accountId).digest()
}

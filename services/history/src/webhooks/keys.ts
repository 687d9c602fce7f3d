import type { SecretVersion } from '../db/webhook-secrets.ts'
import { deriveKey } from '../domain/webhook-signature.ts'

/** How long the old secret goes on signing after a rotation, milliseconds. */
const OVERLAP_MS = 24 * 60 * 60 * 1000

/** The keys to sign with, newest first. */
export function signingKeys(
  master: string,
  { accountId, secret, now }: { accountId: string; secret: SecretVersion; now: Date },
): Buffer[] {
  const { version, rotatedAt } = secret
  const overlaps = rotatedAt !== undefined && now.getTime() - rotatedAt.getTime() < OVERLAP_MS
  const versions = overlaps ? [version, version - 1] : [version]
  return versions.map((each) => deriveKey(master, { accountId, version: each }))
}

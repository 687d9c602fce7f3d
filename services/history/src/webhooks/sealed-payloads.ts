import type { webhookKeys } from '@runhive/contracts/webhook-keys'
import type { Log } from '@runhive/mesh/mesh'
import type * as z from 'zod'
import { makeSealKey, seal, unseal } from './seal.ts'

export type KeyEvent = z.output<(typeof webhookKeys)['event']>
type Keys = Pick<Log<KeyEvent>, 'append' | 'last' | 'erase' | 'stored'>

/** The delivery that a payload belongs to. */
interface Owner {
  readonly accountId: string
  /** The delivery's. */
  readonly id: string
}

/**
 * Payloads of webhooks that must leave no trace. A database keeps deleted rows in its write-ahead log for hours and in
 * backups for as long as those exist. So it gets payloads encrypted, each with a key of its own that is kept where it
 * can be overwritten.
 */
export interface SealedPayloads {
  /** Encrypts a payload. Resolves once its key is stored. */
  seal(owner: Owner, payload: string): Promise<string>
  /** The payload; undefined when its key is gone. */
  open(owner: Owner, sealed: string): Promise<string | undefined>
  /** Makes it unreadable for ever. */
  destroy(owner: Owner): Promise<void>
  /**
   * The same for all that no longer wait: of removed executions and accounts, and of processes that died in between.
   */
  destroyUnused(isWaiting: (ids: readonly string[]) => Promise<ReadonlySet<string>>): Promise<void>
}

/** A key is stored before its webhook is. */
const UNUSED_AFTER_MS = 10 * 60_000

export function createSealedPayloads({ keys, now }: { keys: Keys; now: () => Date }): SealedPayloads {
  const nameOf = ({ accountId, id }: Owner) => `${accountId}.${id}`
  return {
    async seal(owner, payload) {
      const key = makeSealKey()
      const event = { kind: 'key', key: key.toString('base64'), madeAt: now().toISOString() } as const
      await keys.append(nameOf(owner), 1, event)
      return seal(payload, { key, owner: nameOf(owner) })
    },
    async open(owner, sealed) {
      const found = await keys.last(nameOf(owner))
      if (found === undefined) return undefined
      return unseal(sealed, { key: Buffer.from(found.event.key, 'base64'), owner: nameOf(owner) })
    },
    destroy: (owner) => keys.erase(nameOf(owner)),
    async destroyUnused(isWaiting) {
      const old = (await keys.stored()).filter(
        ({ event }) => now().getTime() - Date.parse(event.madeAt) >= UNUSED_AFTER_MS,
      )
      const idOf = (name: string) => name.slice(name.indexOf('.') + 1)
      const waiting = await isWaiting(old.map(({ key }) => idOf(key)))
      for (const { key } of old) if (!waiting.has(idOf(key))) await keys.erase(key)
    },
  }
}

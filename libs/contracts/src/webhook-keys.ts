import * as z from 'zod'
import { eventLog } from './streams.ts'

const DAY_MS = 24 * 60 * 60_000

/**
 * With which history has encrypted the webhooks that wait in its database and whose execution is not to be stored:
 * overwritten once the webhook is delivered or given up, which makes every copy of it unreadable, in the database's
 * log and in backups too. Only history reads them. Key: `<account>.<delivery>`, always number 1.
 *
 * Kept for longer than any webhook is tried.
 */
export const webhookKeys = eventLog({
  name: 'WEBHOOK_KEYS',
  prefix: 'webhooks.keys',
  event: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('key'), key: z.base64().describe('32 bytes.'), madeAt: z.iso.datetime() }),
  ]),
  keyTokens: 2,
  keepMs: 30 * DAY_MS,
  maxBytes: 64 * 1024 * 1024,
})

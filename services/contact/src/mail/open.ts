import type { Logger } from '@runhive/process/log'
import type { Kysely } from 'kysely'
import * as digests from '../db/digests.ts'
import * as mails from '../db/mails.ts'
import type { Schema } from '../db/schema.ts'
import type { MailConfig } from '../mail-settings.ts'
import type { Metrics } from '../metrics.ts'
import { toDigest } from './digest.ts'
import { toLetter } from './letter.ts'
import { type Outbox, startOutbox } from './outbox.ts'
import { createSend, TRY_MS } from './send.ts'

/** How long a mail belongs to the process that claimed it: longer than a try takes. One that dies delays it by this. */
const LEASE_MS = 2 * TRY_MS

/** Sends what the database holds for it. Without a server there is nothing to do, and one line of the log says so. */
export function openMail(deps: {
  db: Kysely<Schema>
  config: MailConfig | undefined
  metrics: Pick<Metrics, 'mailTried'>
  log: Pick<Logger, 'info' | 'warn'>
  now: () => Date
}): Outbox {
  const { db, config, metrics, log, now } = deps
  if (config === undefined) {
    log.info('SMTP_URL is not set: no mail is sent, messages are only in the inbox')
    return { wake() {}, async [Symbol.asyncDispose]() {} }
  }
  if (config.operators.length === 0)
    log.info('OPERATOR_EMAIL is not set: no notices of new messages are mailed')
  const send = createSend(config.server)
  return startOutbox({
    async claim() {
      const lease = { now: now(), leaseMs: LEASE_MS }
      return (await digests.claim(db, lease)) ?? mails.claim(db, lease)
    },
    send: (claimed, signal) =>
      send('digest' in claimed ? toDigest(claimed, config) : toLetter(claimed, config), signal),
    settle: (settled, kind) => (kind === 'digest' ? digests.settle(db, settled) : mails.settle(db, settled)),
    retry: config.retry,
    onTried: metrics.mailTried,
    log,
    now,
  })
}

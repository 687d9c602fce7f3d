import type { Logger } from '@runhive/process/log'
import type { Kysely } from 'kysely'
import * as digests from '../db/digests.ts'
import * as mails from '../db/mails.ts'
import type { Schema } from '../db/schema.ts'
import { composeMail } from './compose.ts'
import { composeDigest } from './digest.ts'
import { type Outbox, type OutboxDeps, startOutbox } from './outbox.ts'
import { createSend, TRY_MS } from './send.ts'
import type { MailConfig } from './settings.ts'

/** How long a claim on a mail lasts: longer than a try takes. The death of a process delays the mail by this. */
const CLAIM_MS = 2 * TRY_MS

/** Sends the mails in the database. Without a server there is nothing to do, and one line of the log says so. */
export function openMail(deps: {
  db: Kysely<Schema>
  config: MailConfig | undefined
  onTried: OutboxDeps['onTried']
  log: Pick<Logger, 'info' | 'warn'>
  now: () => Date
}): Outbox {
  const { db, config, onTried, log, now } = deps
  if (config === undefined) {
    log.info('SMTP_URL is not set: no mail is sent, messages are only in the inbox')
    return { wake() {}, async [Symbol.asyncDispose]() {} }
  }
  if (config.operators.length === 0)
    log.info('OPERATOR_EMAIL is not set: no notices of new messages are mailed')
  const send = createSend(config.server)
  return startOutbox({
    async claim() {
      const options = { now: now(), forMs: CLAIM_MS }
      return (await digests.claim(db, options)) ?? mails.claim(db, options)
    },
    nextDueMs: () => mails.nextDueMs(db, now()),
    send: (claimed, signal) =>
      send('digest' in claimed ? composeDigest(claimed, config) : composeMail(claimed, config), signal),
    settle: (settled, kind) => (kind === 'digest' ? digests.settle(db, settled) : mails.settle(db, settled)),
    retry: config.retry,
    onTried,
    log,
    now,
  })
}

import { createObservedGauge } from '@runhive/process/service-metrics'
import { Counter, type Registry } from 'prom-client'

/** Metrics of contact: only counts and ages. */
export interface Metrics {
  readonly received: () => void
  readonly purged: (messages: number) => void
  readonly mailTried: (kind: 'notice' | 'digest' | 'reply', outcome: 'sent' | 'postponed' | 'failed') => void
}

/** Read from the database, so every process has the same values: aggregate with the maximum, not the sum. */
export interface Observed {
  readonly pendingMails: () => Promise<{ count: number; oldestSeconds: number }>
  readonly openMessages: () => Promise<number>
}

export function createMetrics(registry: Registry, observed: Observed): Metrics {
  const registers = [registry]
  const received = new Counter({
    name: 'runhive_contact_messages_total',
    help: 'Contact form messages stored.',
    registers,
  })
  const purged = new Counter({
    name: 'runhive_contact_purged_messages_total',
    help: 'Messages deleted after their retention time.',
    registers,
  })
  const mails = new Counter({
    name: 'runhive_contact_mails_total',
    help: 'Attempts to send a mail, by outcome: sent, postponed to another attempt, or failed permanently.',
    labelNames: ['kind', 'outcome'],
    registers,
  })
  observeGauges(registry, observed)
  return {
    received: () => received.inc(),
    purged: (messages) => purged.inc(messages),
    mailTried: (kind, outcome) => mails.inc({ kind, outcome }),
  }
}

function observeGauges(registry: Registry, { pendingMails, openMessages }: Observed): void {
  createObservedGauge(registry, {
    name: 'runhive_contact_mails_pending',
    help: 'Mails waiting to be sent or retried.',
    observe: async () => (await pendingMails()).count,
  })
  createObservedGauge(registry, {
    name: 'runhive_contact_oldest_mail_seconds',
    help: 'Age of the oldest of them; 0 if there is none.',
    observe: async () => (await pendingMails()).oldestSeconds,
  })
  createObservedGauge(registry, {
    name: 'runhive_contact_messages_open',
    help: 'Messages neither answered nor archived.',
    observe: openMessages,
  })
}

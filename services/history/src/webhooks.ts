import { webhookKeys } from '@runhive/contracts/webhook-keys'
import type { Mesh } from '@runhive/mesh/mesh'
import { listenTo } from '@runhive/postgres/notifications'
import type { Logger } from '@runhive/process/log'
import { repeat } from '@runhive/process/repeat'
import type { Kysely } from 'kysely'
import * as deliveries from './db/deliveries.ts'
import type { Schema } from './db/schema.ts'
import * as secrets from './db/webhook-secrets.ts'
import type { Metrics } from './metrics.ts'
import type { WebhookConfig } from './webhook-settings.ts'
import { createAttempt, type MakeAttempt } from './webhooks/attempt.ts'
import { DELIVERIES_CHANNEL, startDeliverer } from './webhooks/deliverer.ts'
import { signingKeys } from './webhooks/keys.ts'
import { createResolve } from './webhooks/resolve.ts'
import { createSealedPayloads, type SealedPayloads } from './webhooks/sealed-payloads.ts'
import { send } from './webhooks/send.ts'

const DESTROY_EVERY_MS = 10 * 60_000

export interface Webhooks extends AsyncDisposable {
  /** Tries once to deliver something that is not queued. */
  readonly attempt: MakeAttempt
  /** Encrypts the payload of a webhook whose result must not be stored. */
  readonly seal: SealedPayloads['seal']
  /** Sends what is due in the database, without waiting until it would look by itself. */
  readonly wake: () => void
}

/** Sends the webhooks that are in the database. */
export async function openWebhooks(deps: {
  db: Kysely<Schema>
  databaseUrl: string
  mesh: Mesh
  config: WebhookConfig
  metrics: Pick<Metrics, 'webhookTried' | 'webhookEnded'>
  log: Pick<Logger, 'warn' | 'error'>
  now: () => Date
}): Promise<Webhooks> {
  await using opening = new AsyncDisposableStack()
  const { db, databaseUrl, mesh, config, metrics, log, now } = deps
  const resolve = createResolve()
  const attempt = createAttempt({
    keysOf: async (accountId, at) =>
      signingKeys(config.secret, { accountId, secret: await secrets.find(db, accountId), now: at }),
    send: (request) => send(request, { ...config, resolve }),
    observe: metrics.webhookTried,
    now,
  })
  const sealed = createSealedPayloads({ keys: mesh.log(webhookKeys), now })
  const deliverer = opening.use(
    startDeliverer({
      ...config,
      claim: (except) => deliveries.claim(db, { now: now(), except }),
      nextDueMs: (except) => deliveries.nextDueMs(db, { now: now(), except }),
      attempt,
      sealed,
      settle: (settled) => deliveries.settle(db, settled),
      onEnded: metrics.webhookEnded,
      log,
      now,
    }),
  )
  opening.use(
    repeat(() => sealed.destroyUnused((ids) => deliveries.findWaiting(db, ids)), {
      everyMs: DESTROY_EVERY_MS,
      onFailed: (err) => log.warn({ err }, 'could not erase the keys of completed webhooks yet'),
    }),
  )
  const onLost = (err: unknown) =>
    log.warn({ err }, 'the database does not notify of webhooks, will try again')
  opening.use(listenTo(databaseUrl, { [DELIVERIES_CHANNEL]: deliverer.wake }, { onLost }))
  const opened = opening.move()
  const { wake } = deliverer
  return { attempt, seal: sealed.seal, wake, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

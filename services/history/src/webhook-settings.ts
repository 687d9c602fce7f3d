import { SECRET } from '@runhive/process/secrets'
import { wholeNumber } from '@runhive/process/settings'
import * as z from 'zod'
import { parseAllowance } from './webhooks/allowance.ts'

const ALLOWED = 'must be host names, addresses and networks such as hooks.internal,10.1.0.0/16'
const PORTS = 'must be port numbers such as 443,8443'

/** The settings of webhooks: spread it into the service's own `z.object`. */
export const WebhookSettings = {
  WEBHOOK_SECRET: z
    .string('must be at least 32 characters')
    .min(32, 'must be at least 32 characters')
    .max(1_024, 'must be at most 1024 characters')
    .meta({
      description:
        "the secret from which every account's signing secret is derived; the same for every process of history. Changing it changes all of them. `./dev up` generates one",
      ...SECRET,
    }),
  WEBHOOK_ALLOW: z
    .string()
    .default('')
    .transform((text, context) => parseAllowance(text) ?? refuse(context, ALLOWED))
    .meta({
      description: 'hosts, addresses and networks that webhooks may reach although they are not public',
      default: 'none',
    }),
  WEBHOOK_REQUIRE_HTTPS: z
    .enum(['true', 'false'], 'must be true or false')
    .default('false')
    .transform((value) => value === 'true')
    .describe('`true` refuses http'),
  WEBHOOK_PORTS: z
    .string()
    .optional()
    .transform((text, context) =>
      text === undefined ? undefined : (toPorts(text) ?? refuse(context, PORTS)),
    )
    .meta({ description: 'ports that webhooks may use', default: 'any' }),
  WEBHOOK_TIMEOUT_MS: wholeNumber({ min: 100, max: 12_000, default: 10_000 }).describe(
    'timeout of one attempt, milliseconds; shorter than a caller of `testWebhook` waits, and than shutdown may take',
  ),
  WEBHOOK_ATTEMPTS: wholeNumber({ min: 1, max: 20, default: 8 }).describe(
    'maximum number of attempts for one webhook; about 8 hours with the pauses below',
  ),
  WEBHOOK_RETRY_MS: wholeNumber({ min: 1, max: 3_600_000, default: 5_000 }).describe(
    'pause after the first attempt, milliseconds; each following pause is four times as long, minus up to half as jitter',
  ),
  WEBHOOK_RETRY_MAX_MS: wholeNumber({ min: 1, max: 86_400_000, default: 21_600_000 }).describe(
    'maximum pause, milliseconds',
  ),
  WEBHOOK_CONCURRENCY: wholeNumber({ min: 1, max: 64, default: 8 }).describe(
    'webhooks that one process sends at once; at most half of them for one account',
  ),
  WEBHOOK_PENDING_MAX: wholeNumber({ min: 1, max: 1_000_000, default: 1_000 }).describe(
    'pending webhooks per account; more are given up, because their results take space',
  ),
  WEBHOOK_LOG_DAYS: wholeNumber({ min: 1, max: 36_500, default: 30 }).describe(
    'how long the log of a webhook is kept after it was delivered or given up, days',
  ),
} as const

type WebhookOutput = { [K in keyof typeof WebhookSettings]: z.output<(typeof WebhookSettings)[K]> }

export type WebhookConfig = ReturnType<typeof toWebhookConfig>
/** The same as a part of the service's config. */
export function toWebhookConfig(settings: WebhookOutput) {
  return {
    secret: settings.WEBHOOK_SECRET,
    allowance: settings.WEBHOOK_ALLOW,
    requireHttps: settings.WEBHOOK_REQUIRE_HTTPS,
    ports: settings.WEBHOOK_PORTS,
    timeoutMs: settings.WEBHOOK_TIMEOUT_MS,
    retry: {
      attempts: settings.WEBHOOK_ATTEMPTS,
      firstPauseMs: settings.WEBHOOK_RETRY_MS,
      factor: 4,
      maxPauseMs: settings.WEBHOOK_RETRY_MAX_MS,
    },
    concurrency: settings.WEBHOOK_CONCURRENCY,
    maxPending: settings.WEBHOOK_PENDING_MAX,
    logDays: settings.WEBHOOK_LOG_DAYS,
  }
}

function toPorts(text: string): ReadonlySet<number> | undefined {
  const ports = text.split(',').map((part) => (/^\s*\d{1,5}\s*$/.test(part) ? Number(part) : 0))
  return ports.every((port) => port >= 1 && port <= 65_535) ? new Set(ports) : undefined
}

function refuse(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message })
  return z.NEVER
}

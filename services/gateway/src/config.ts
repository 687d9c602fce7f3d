import { CommonSettings, parseSettings, toCommonConfig, wholeNumber } from '@runhive/process/settings'
import * as z from 'zod'

const Settings = z.object({
  ...CommonSettings,
  /** Where everybody reaches the service. Put a TLS-terminating proxy in front of anything public. */
  HOST: z.string().default('127.0.0.1'),
  /** 0 takes any free port. */
  PORT: wholeNumber({ min: 0, max: 65_535, default: 4000 }),
  /** Addresses or CIDRs of proxies whose X-Forwarded-For is believed, separated by commas; none by default. */
  TRUST_PROXY: z.string().optional(),
  /** Bytes of a request's body. Leaves room for 1 MiB of source and 1 MiB of stdin with JSON's escapes. */
  BODY_LIMIT_BYTES: wholeNumber({ min: 1024, max: 16 * 1024 * 1024, default: 4 * 1024 * 1024 }),
  /** How long a caller that waits for its result allows for the queue, milliseconds, on top of its limits. */
  QUEUE_WAIT_MS: wholeNumber({ min: 0, max: 3_600_000, default: 30_000 }),
  /** How long stopping waits for answers under way, milliseconds: less than a process has to end. */
  STOP_GRACE_MS: wholeNumber({ min: 0, max: 15_000, default: 15_000 }),
})

export type Config = ReturnType<typeof parseConfig>

/** Throws one error that names every setting that is wrong. */
export function parseConfig(env: Readonly<Record<string, string | undefined>>) {
  const settings = parseSettings(Settings, env)
  return {
    ...toCommonConfig(settings),
    host: settings.HOST,
    port: settings.PORT,
    trustProxy: settings.TRUST_PROXY?.split(',').map((address) => address.trim()) ?? [],
    bodyLimitBytes: settings.BODY_LIMIT_BYTES,
    queueWaitMs: settings.QUEUE_WAIT_MS,
    stopGraceMs: settings.STOP_GRACE_MS,
  }
}

import { SECRET } from '@runhive/process/secrets'
import { parseSettings, wholeNumber } from '@runhive/process/settings'
import * as z from 'zod'

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

const Settings = z.object({
  /** Where it listens. Only in a container, where the loopback interface is nobody else's to reach, may it be another than that. */
  ISSUER_HOST: z.string().default('127.0.0.1'),
  ISSUER_PORT: wholeNumber({ min: 1, max: 65_535 }),
  OIDC_CLIENT_ID: z.string().min(1),
  OIDC_CLIENT_SECRET: z.string().min(16).meta(SECRET),
  /**
   * Where users find the gateway. Here anybody signs in as anybody: so there is no issuer for a gateway that others than this
   * machine's owner can reach.
   */
  PUBLIC_URL: z.url().refine((value) => LOOPBACK.test(new URL(value).hostname), {
    message:
      'is public: the development issuer signs anybody in as anybody. Set OIDC_CLIENT_ID and OIDC_CLIENT_SECRET of a real one.',
  }),
})

/** Throws one error that names every setting that is wrong. */
export function parseConfig(env: Readonly<Record<string, string | undefined>>) {
  const settings = parseSettings(Settings, env)
  return {
    host: settings.ISSUER_HOST,
    port: settings.ISSUER_PORT,
    clientId: settings.OIDC_CLIENT_ID,
    clientSecret: settings.OIDC_CLIENT_SECRET,
    redirectUris: [new URL('/auth/callback', settings.PUBLIC_URL).href],
  }
}

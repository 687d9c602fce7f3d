import { SECRET } from '@runhive/process/secrets'
import { parseSettings, wholeNumber } from '@runhive/process/settings'
import * as z from 'zod'

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** Meanings are in `docs/settings.md`, which is written from here. */
export const Settings = z.object({
  ISSUER_HOST: z
    .string()
    .default('127.0.0.1')
    .describe(
      'address to listen on; anything but loopback only in a container, whose network nobody else can reach',
    ),
  ISSUER_PORT: wholeNumber({ min: 1, max: 65_535 }).describe('its port'),
  OIDC_CLIENT_ID: z.string().min(1).describe('the public URL of the gateway'),
  OIDC_CLIENT_SECRET: z
    .string()
    .min(16)
    .meta({ description: 'the same as for auth', ...SECRET, allowed: 'at least 16 characters' }),
  PUBLIC_URL: z
    .url()
    .refine((value) => LOOPBACK.test(new URL(value).hostname), {
      message:
        'is public: the development issuer lets anybody sign in as anybody. Set OIDC_CLIENT_ID and OIDC_CLIENT_SECRET of a real one.',
    })
    .meta({
      description:
        'public URL of the gateway. Anybody can sign in as anybody here, so it must not be reachable by others than the owner of this machine',
      allowed: 'an origin on loopback',
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

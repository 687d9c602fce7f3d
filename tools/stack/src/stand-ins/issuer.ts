import { join } from 'node:path'
import { repositoryRoot } from '../repository.ts'
import type { Secrets } from '../secrets.ts'
import { assertIssuerReady } from '../supervisor/readiness.ts'
import type { PartSpec } from '../supervisor/supervisor.ts'

/** What auth must know of the issuer that people sign in at. */
export interface SignInSettings {
  readonly OIDC_ISSUER: string
  readonly OIDC_CLIENT_ID: string
  readonly OIDC_CLIENT_SECRET: string
}

/** Of the development issuer: its client's secret is made up on first use. */
export function developmentSignIn(port: number, secrets: Secrets): SignInSettings {
  return {
    OIDC_ISSUER: `http://127.0.0.1:${port}`,
    OIDC_CLIENT_ID: 'runhive-development',
    OIDC_CLIENT_SECRET: secrets.password('oidc-client'),
  }
}

/** The development issuer as a process, for a gateway at `publicUrl`. It does not start for a public one. */
export function issuerPart(options: {
  port: number
  path: string
  publicUrl: string
  signIn: SignInSettings
}): PartSpec {
  const { port, path, publicUrl, signIn } = options
  return {
    name: 'issuer',
    command: process.execPath,
    args: [join(repositoryRoot, 'tools/issuer/src/main.ts')],
    env: {
      PATH: path,
      ISSUER_PORT: String(port),
      OIDC_CLIENT_ID: signIn.OIDC_CLIENT_ID,
      OIDC_CLIENT_SECRET: signIn.OIDC_CLIENT_SECRET,
      PUBLIC_URL: publicUrl,
    },
    cwd: repositoryRoot,
    ports: { client: port },
    ready: () => assertIssuerReady(signIn.OIDC_ISSUER),
    readyWithinMs: 30_000,
  }
}

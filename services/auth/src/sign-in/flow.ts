import { createHash, randomBytes } from 'node:crypto'
import * as z from 'zod'
import { sameDigest } from '../domain/api-key.ts'
import type { Seal } from './seal.ts'

/** How long a person may take to sign in at the issuer, milliseconds. */
export const FLOW_MS = 10 * 60_000

/** What flows are sealed for. Its number goes up when older ones must not open any more. */
export const FLOW_PURPOSE = 'runhive sign-in flow 1'

export type Flow = z.output<typeof Flow>
/**
 * What one browser must bring back from the issuer. The browser carries it in a cookie, sealed; it is stored nowhere.
 */
const Flow = z.object({
  state: z.string(),
  nonce: z.string(),
  /** Of PKCE: only who began the flow can redeem its code. */
  verifier: z.string(),
  /** Digest of the redirect URI. */
  callback: z.string(),
  returnTo: z.string(),
  expiresAtMs: z.int(),
})

/** A sign-in that has just begun: 256 random bits against each way to slip in another answer. */
export function createFlow(options: { callbackUrl: string; returnTo: string; now: Date }): Flow {
  return {
    state: randomText(),
    nonce: randomText(),
    verifier: randomText(),
    callback: callbackDigest(options.callbackUrl),
    returnTo: options.returnTo,
    expiresAtMs: options.now.getTime() + FLOW_MS,
  }
}

export function closeFlow(seal: Seal, flow: Flow): string {
  return seal.close(JSON.stringify(flow))
}

/** undefined for what this service did not seal. */
export function openFlow(seal: Seal, sealed: string): Flow | undefined {
  const text = seal.open(sealed)
  return text === undefined ? undefined : Flow.parse(JSON.parse(text))
}

/** What is kept of a flow that has been used, so that it works once. */
export const flowDigest = (flow: Flow): Buffer => sha256(flow.state)

/** Whether the issuer's answer belongs to this flow: the same redirect URI and the same state. */
export function isAnswerTo(flow: Flow, url: URL): boolean {
  const [state = '', another] = url.searchParams.getAll('state')
  return (
    another === undefined &&
    sameDigest(sha256(state), sha256(flow.state)) &&
    callbackDigest(url.href) === flow.callback
  )
}

/** Without its query, which is where the answer is. */
function callbackDigest(href: string): string {
  const { origin, pathname } = new URL(href)
  return sha256(origin + pathname).toString('base64url')
}

const randomText = () => randomBytes(32).toString('base64url')
const sha256 = (text: string) => createHash('sha256').update(text).digest()

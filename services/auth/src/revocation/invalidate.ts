import type { KeyVerifier } from '../keys/key-verifier.ts'

/** What to do after the commit when credentials have ended or changed. */
export interface Invalidate {
  /** This process looks the key up again at its next use, and gateways are notified if it ended. */
  key(id: string): void
  sessions(): void
  /** All of an account's. */
  account(accountId: string): void
}

export function createInvalidate(deps: {
  keys: Pick<KeyVerifier, 'forget' | 'forgetAccount'>
  /** Publishes what is in the outbox. */
  publishSoon: () => void
}): Invalidate {
  return {
    key(id) {
      deps.keys.forget(id)
      deps.publishSoon()
    },
    sessions: deps.publishSoon,
    account(accountId) {
      deps.keys.forgetAccount(accountId)
      deps.publishSoon()
    },
  }
}

import type { KeyVerifier } from '../keys/key-verifier.ts'

/** What follows, once it is committed, when credentials have ended or changed. */
export interface Ended {
  /** A key: this process looks it up again at its next use, and gateways hear of it if it ended. */
  key(id: string): void
  sessions(): void
  /** All of an account's. */
  account(accountId: string): void
}

export function createEnded(deps: {
  keys: Pick<KeyVerifier, 'forget' | 'forgetAccount'>
  /** Tells the gateways what is in the outbox. */
  tellSoon: () => void
}): Ended {
  return {
    key(id) {
      deps.keys.forget(id)
      deps.tellSoon()
    },
    sessions: deps.tellSoon,
    account(accountId) {
      deps.keys.forgetAccount(accountId)
      deps.tellSoon()
    },
  }
}

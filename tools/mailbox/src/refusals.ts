/** What a mail server may say no with: 451 "later", 550 "never". */
export type RefusalStatus = 451 | 550

/** Lets mails be refused on purpose, so that what a sender does about it can be seen. */
export interface Refusals {
  /** Refuses as many recipients from now on. */
  refuse(status: RefusalStatus, times: number): void
  /** What the next recipient is refused with, if it is; counts it. */
  next(): Error | undefined
  /** How many were. */
  readonly refused: number
}

export function createRefusals(): Refusals {
  let current: { status: RefusalStatus; left: number } | undefined
  let refused = 0
  return {
    refuse(status, times) {
      current = { status, left: times }
    },
    next() {
      if (!current || current.left <= 0) return undefined
      current.left -= 1
      refused += 1
      const text = current.status === 451 ? 'Try again later' : 'No such mailbox here'
      return Object.assign(new Error(text), { responseCode: current.status })
    },
    get refused() {
      return refused
    },
  }
}

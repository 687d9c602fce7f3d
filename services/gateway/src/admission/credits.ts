import { hash } from 'node:crypto'
import type { Admission } from '@runhive/contracts/admission'
import type { auth } from '@runhive/contracts/auth'
import type { Client } from '@runhive/contracts/define'
import { type Credit, type CreditDeps, createCredit, type FromCredit } from './credit.ts'
import { concerns, type Revocation } from './revocation.ts'
import { createUsedRequests } from './used-requests.ts'

type Question = Parameters<Client<typeof auth>['admit']>[0]

export interface CreditsDeps extends Pick<CreditDeps, 'auth' | 'giveBack'> {
  readonly noteAdmitted: Client<typeof auth>['noteAdmitted']
  readonly now?: () => number
}

/** One call for an execution, and the credit of its key. */
export interface CreditedCall {
  /** Admits it at once if there is credit. */
  take(): FromCredit | undefined
  /** Auth has admitted it. */
  asked(principal: Admission): Admission
  /** Auth has refused it for its limits. */
  rescue(): Promise<FromCredit | undefined>
  began(): void
  ended(how: { accepted: boolean }): void
}

export interface Credits extends AsyncDisposable {
  /** undefined for callers that never have credit: only keys do. */
  of(question: Question): CreditedCall | undefined
  /** Ends the credit that a revocation concerns. */
  hear(event: Revocation): void
}

/** How often what nobody uses is given back. Milliseconds. */
const SWEEP_EVERY_MS = 250
const MAX_CREDITS = 10_000

/**
 * Credit of all keys that call this gateway. It ends when it has not been used for a second, with a revocation, when
 * auth does not answer, and at the end of the process; if that dies, auth finds that its executions never came to be.
 */
export function createCredits(deps: CreditsDeps): Credits {
  const now = deps.now ?? performance.now.bind(performance)
  const credits = new Map<string, { credit: Credit; principal?: Admission }>()
  const used = createUsedRequests((requests) => deps.noteAdmitted({ requests }), now)
  let timer: NodeJS.Timeout | undefined

  const giveBack = (executionIds: readonly string[]) => {
    if (executionIds.length > 0) deps.giveBack(executionIds)
  }
  const sweep = () => {
    for (const [name, { credit }] of credits) {
      credit.expire()
      if (credit.isIdle()) credits.delete(name)
    }
    if (credits.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
  const find = ({ credential, procedure, ip, origin }: Question) => {
    if (credential.kind !== 'key') return undefined
    // The key itself is not kept as a name of anything.
    const name = hash('sha256', JSON.stringify([credential.token, ip, origin]))
    const found = credits.get(name)
    if (found || credits.size >= MAX_CREDITS) return found
    const asker = {
      ...{ credential, procedure },
      ...(ip === undefined ? {} : { ip }),
      ...(origin === undefined ? {} : { origin }),
    }
    const made: { credit: Credit; principal?: Admission } = {
      credit: createCredit(asker, { auth: deps.auth, giveBack, now }),
    }
    credits.set(name, made)
    timer ??= setInterval(sweep, SWEEP_EVERY_MS).unref()
    return made
  }

  return {
    of(question) {
      const { executionMs, procedure, ip, userAgent } = question
      const holder = find(question)
      if (!holder || executionMs === undefined) return undefined
      const { credit } = holder
      const noteUse = (from: FromCredit | undefined) => {
        if (!from) return undefined
        const { accountId, credential } = from.principal
        used.note({
          ...{ accountId, keyId: credential.id, procedure },
          ...(ip === undefined ? {} : { ip }),
          ...(userAgent === undefined ? {} : { userAgent }),
        })
        return from
      }
      return {
        take: () => noteUse(credit.take(executionMs)),
        asked(principal) {
          holder.principal = principal
          return credit.asked(principal)
        },
        rescue: async () => noteUse(await credit.rescue(executionMs)),
        began: credit.callBegan,
        // An execution that was run has ended with its call.
        ended: ({ accepted }) => credit.callEnded({ goesOn: accepted && procedure !== 'executions.run' }),
      }
    },
    hear(event) {
      for (const { credit, principal } of credits.values()) {
        if (principal && concerns(event, principal)) credit.revoke()
      }
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      used[Symbol.dispose]()
      await Promise.all([...credits.values()].map(({ credit }) => credit.close()))
    },
  }
}

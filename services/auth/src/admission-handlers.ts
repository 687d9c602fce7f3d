import type { auth } from '@runhive/contracts/auth'
import { type Handlers, Unavailable } from '@runhive/contracts/define'
import type { VerifyKey } from './keys.ts'
import type { LastUsed } from './last-used.ts'
import { admit } from './rpc/admit.ts'

type AdmissionHandlers = Pick<
  Handlers<typeof auth>,
  'admit' | 'release' | 'getAllowance' | 'listRequests' | 'changeAccount' | 'listPlans' | 'putPlan'
>

/** Limits and plans are not served yet: whoever asks for them is told to come back. */
export function admissionHandlers(deps: {
  verify: VerifyKey
  lastUsed: Pick<LastUsed, 'note'>
}): AdmissionHandlers {
  const notServed = () => Promise.reject(new Unavailable('limits and plans are not served yet'))
  return {
    admit: admit(deps),
    release: notServed,
    getAllowance: notServed,
    listRequests: notServed,
    changeAccount: notServed,
    listPlans: notServed,
    putPlan: notServed,
  }
}

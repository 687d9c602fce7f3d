import type { auth } from '@runhive/contracts/auth'
import { type Handlers, Unavailable } from '@runhive/contracts/define'
import type { OpenAdmission } from './admission/open.ts'

type Rest = Omit<Handlers<typeof auth>, keyof OpenAdmission['handlers']>

const notYet = async (): Promise<never> => {
  throw new Unavailable('not served by this version')
}

/** Procedures of the contract that this version does not serve yet: their callers may try again later. */
export const unserved: Rest = {
  beginSignIn: notYet,
  completeSignIn: notYet,
  signOut: notYet,
  listKeys: notYet,
  createKey: notYet,
  updateKey: notYet,
  removeKey: notYet,
  getAccount: notYet,
  updateAccount: notYet,
  listSessions: notYet,
  endSession: notYet,
  removeAccount: notYet,
  getReceipt: notYet,
  listAccounts: notYet,
}

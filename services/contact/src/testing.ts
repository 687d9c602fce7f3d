import type { contact } from '@runhive/contracts/contact'
import type { Handlers } from '@runhive/contracts/define'

const unexpected = () => Promise.reject(new Error('this test does not ask for it'))

/** Handlers for the procedures that a test is not about. */
export const refusing: Handlers<typeof contact> = {
  send: unexpected,
  listBySender: unexpected,
  removeSender: unexpected,
  inbox: unexpected,
  reply: unexpected,
  archive: unexpected,
  remove: unexpected,
  facts: unexpected,
}

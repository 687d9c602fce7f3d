import * as z from 'zod'

/** The sender or recipient of a mail. */
export interface Mailbox {
  /** One line; may be empty. */
  readonly name: string
  readonly address: string
}

const Address = z.email().max(254)

/** Reads `Name <address>` or `address`, as in a setting; undefined when it is neither. */
export function parseMailbox(text: string): Mailbox | undefined {
  const [, name = '', inAngles] = /^([^<>]*)<([^<>]+)>$/.exec(text.trim()) ?? []
  const address = (inAngles ?? text).trim()
  if (/\p{Cc}/u.test(text) || !Address.safeParse(address).success) return undefined
  return { name: name.trim().replace(/^"(.*)"$/, '$1'), address }
}

/** The part of an address after the `@`: where the ids of our mails are unique. */
export const domainOf = ({ address }: Mailbox): string => address.slice(address.lastIndexOf('@') + 1)

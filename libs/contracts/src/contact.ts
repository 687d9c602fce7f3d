import * as z from 'zod'
import { contract } from './define.ts'

const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(max)
    .refine((value) => !/[\r\n\0]/.test(value), 'must be one line')

export type ContactMessage = z.output<typeof ContactMessage>
export const ContactMessage = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  message: z.string(),
  receivedAt: z.iso.datetime(),
})

export const contact = contract('contact', {
  /** Stores a message of the contact form for the operator. */
  send: {
    input: z.object({
      name: line(200),
      email: z.email().max(254),
      message: z.string().trim().min(1, 'must not be empty').max(10_000),
    }),
    output: z.object({ id: z.uuid(), receivedAt: z.iso.datetime() }),
    refusals: {},
    timeoutMs: 3_000,
  },
  /**
   * Every message of a sender, oldest first, as many as fit a message: for the export of an account with this verified address.
   * Case does not matter.
   */
  listBySender: {
    input: z.object({
      email: z.email().max(254),
      cursor: z.uuid().optional().describe('`nextCursor` of the page before.'),
    }),
    output: z.object({ messages: z.array(ContactMessage), nextCursor: z.uuid().optional() }),
    refusals: {},
    timeoutMs: 5_000,
  },
  /** Deletes every message of a sender, whatever the case of the address. May be repeated. */
  removeSender: {
    input: z.object({ email: z.email().max(254) }),
    output: z.object({ deleted: z.record(z.string(), z.int().nonnegative()) }),
    refusals: {},
    timeoutMs: 10_000,
  },
})

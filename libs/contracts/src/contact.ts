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
  replies: z
    .array(z.object({ id: z.uuid(), text: z.string(), sentAt: z.iso.datetime() }))
    .optional()
    .describe('Replies of the operator, oldest first. Only in an export.'),
})

/** `open`: nobody has dealt with it; `answered`: the operator has replied; `archived`: put away. */
export const CONTACT_STATES = ['open', 'answered', 'archived'] as const
export type ContactState = z.output<typeof ContactState>
export const ContactState = z.enum(CONTACT_STATES)

export type ContactReply = z.output<typeof ContactReply>
/** An answer as the operator sees it. */
export const ContactReply = z.object({
  id: z.uuid(),
  text: z.string(),
  sentAt: z.iso.datetime().describe('When it was written; the mail is sent later.'),
  mail: z
    .enum(['pending', 'sent', 'failed'])
    .describe('sent: a mail server has accepted it. failed: given up, or this installation sends no mail.'),
  by: z.string().describe('The e-mail address or name of the operator who wrote it.'),
})

export type InboxMessage = z.output<typeof InboxMessage>
/** A message as the operator sees it. */
export const InboxMessage = ContactMessage.extend({
  state: ContactState,
  replies: z.array(ContactReply).describe('Oldest first.'),
})

/** Characters of a message and of a reply at most. */
export const MAX_CONTACT_TEXT = 10_000
/** Replies to one message at most: what is sent of it together must fit a message of the mesh. */
export const MAX_REPLIES = 100

const Text = z.string().trim().min(1, 'must not be empty').max(MAX_CONTACT_TEXT)
const NO_SUCH_MESSAGE = z.object({})

export const contact = contract('contact', {
  /** Stores a message of the contact form for the operator. */
  send: {
    input: z.object({
      name: line(200),
      email: z.email().max(254),
      message: Text,
    }),
    output: z.object({ id: z.uuid(), receivedAt: z.iso.datetime() }),
    refusals: {},
    timeoutMs: 3_000,
  },
  /**
   * Every message of a sender, oldest first, as many as fit a message: for the export of an account with this verified
   * address. Case does not matter.
   */
  listBySender: {
    input: z.object({
      email: z.email().max(254),
      cursor: z.uuid().optional().describe('`nextCursor` of the previous page.'),
    }),
    output: z.object({ messages: z.array(ContactMessage), nextCursor: z.uuid().optional() }),
    refusals: {},
    timeoutMs: 5_000,
  },
  /**
   * Deletes every message of a sender with its replies and mails that wait, in any spelling of the address's case.
   * May be repeated.
   */
  removeSender: {
    input: z.object({ email: z.email().max(254) }),
    output: z.object({ deleted: z.record(z.string(), z.int().nonnegative()) }),
    refusals: {},
    timeoutMs: 10_000,
  },

  /** For operators, newest first, as many as fit a message. */
  inbox: {
    input: z.object({
      cursor: z.uuid().optional().describe('`nextCursor` of the previous page.'),
      limit: z.int().min(1).max(100).default(20),
      state: ContactState.optional(),
    }),
    output: z.object({
      messages: z.array(InboxMessage),
      nextCursor: z.uuid().optional(),
      open: z.int().nonnegative().describe('Open messages, over all pages.'),
    }),
    refusals: {},
    timeoutMs: 5_000,
  },
  /** Keeps a reply and queues it to be mailed to the sender. The message is `answered` from then on. */
  reply: {
    input: z.object({ id: z.uuid(), text: Text, by: z.string().max(320) }),
    output: InboxMessage,
    refusals: { NO_SUCH_MESSAGE, TOO_MANY_REPLIES: z.object({ maximum: z.int() }) },
    timeoutMs: 3_000,
  },
  /** Puts a message away, or takes it back: it is then what it was, open or answered. */
  archive: {
    input: z.object({ id: z.uuid(), archived: z.boolean() }),
    output: InboxMessage,
    refusals: { NO_SUCH_MESSAGE },
    timeoutMs: 3_000,
  },
  /** Deletes one message, its replies and the mails about it that wait. */
  remove: {
    input: z.object({ id: z.uuid() }),
    output: z.object({}),
    refusals: { NO_SUCH_MESSAGE },
    timeoutMs: 3_000,
  },
  /** What this installation does with messages, for people who want to know before they write. */
  facts: {
    input: z.object({}),
    output: z.object({
      contactDays: z.int().positive().describe('How long a message and its replies are kept, days.'),
      mail: z.boolean().describe('Whether replies are mailed.'),
    }),
    refusals: {},
    timeoutMs: 2_000,
  },
})

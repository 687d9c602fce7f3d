import { type ContactMessage, contact } from '@runhive/contracts/contact'
import { type Mailbox, startMailbox } from '@runhive/mailbox/mailbox'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import type { Claimed } from '../db/mails.ts'
import { composeMail } from './compose.ts'
import { createSend } from './send.ts'
import { parseSmtpUrl } from './smtp-url.ts'
import { quote, toMailText } from './text.ts'

let mailbox: Mailbox
beforeAll(async () => {
  mailbox = await startMailbox()
})
afterAll(() => mailbox[Symbol.asyncDispose]())

const FROM = { name: 'Runhive', address: 'desk@runhive.test' }
const OPERATORS = ['operator@runhive.test']
const ID = '0192f0c1-2d3e-7abc-8def-0123456789ab'
const input = z.object(contact.procedures.send.input.shape)

type Sent = Pick<ContactMessage, 'name' | 'email' | 'message'>

/** Sends what somebody wrote as the notice or as the reply, over SMTP, and gives what arrived. */
async function mailed(sent: Sent, reply?: string) {
  const server = parseSmtpUrl(mailbox.smtpUrl)
  if (!server) throw new Error('the mailbox has no address')
  const at = new Date('2030-01-01T00:00:00Z')
  const claimed: Claimed = {
    id: ID,
    tries: 1,
    message: { id: ID, receivedAt: at, ...sent },
    earlier: [],
    reply: reply === undefined ? undefined : { id: ID, text: reply, sentAt: at },
  }
  const before = mailbox.mails.at(-1)?.number
  expect(await createSend(server)(composeMail(claimed, { from: FROM, operators: OPERATORS }))).toEqual({
    outcome: 'sent',
  })
  const mail = mailbox.mails.at(-1)
  if (!mail || mail.number === before) throw new Error('nothing arrived')
  return mail
}

/** The headers of every mail, regardless of its content. */
const HEADERS = [
  'auto-submitted',
  'content-transfer-encoding',
  'content-type',
  'date',
  'from',
  'message-id',
  'mime-version',
  'subject',
  'to',
]

/** Nothing of what was typed has become more than text. */
function expectHarmless(mail: Awaited<ReturnType<typeof mailed>>, to: readonly string[], extra: string[]) {
  expect(mail.envelope).toEqual({ from: FROM.address, to })
  expect(mail.headers.map(({ name }) => name).toSorted()).toEqual([...HEADERS, ...extra].toSorted())
  const replyTo = mail.headers.flatMap(({ name, line }) => (name === 'reply-to' ? line : []))
  expect(replyTo).toEqual(mail.replyTo.map((address) => `Reply-To: ${address}`))
  expect({ hasHtml: mail.hasHtml, attachments: mail.attachments }).toEqual({ hasHtml: false, attachments: 0 })
  const type = mail.headers.find(({ name }) => name === 'content-type')?.line
  expect(type).toMatch(/^Content-Type: text\/plain; charset=utf-8$/i)
  // What would move or turn what stands around it.
  expect(mail.text).not.toMatch(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|[^\P{Cc}\t\n]/u)
  // Lines that a server might cut or refuse, and bytes that it might not take.
  expect(mail.raw).not.toMatch(/[^\r]\n|\r[^\n]|[^\r\n]{999}|[\x80-\xff]/)
}

/** Beside a short name for the list of tests. */
const named = (text: string) => [JSON.stringify(text.slice(0, 40)), text] as const

const good: Sent = { name: 'Ada', email: 'ada@example.org', message: 'Hello?' }
const HOSTILE = [
  'Bcc: everyone@example.org',
  '=?utf-8?B?QmNjOiBldmVyeW9uZUBleGFtcGxlLm9yZw==?=',
  '=?utf-8?Q?=0D=0ABcc:_everyone@example.org?=',
  'a, b <evil@example.org>, "c',
  '<evil@example.org>',
  '"; --',
  '<script>alert(1)</script>',
  '\u202egro.elpmaxe@nimda',
  'x'.repeat(200),
  '🐝'.repeat(100),
  '\u001b[2J\u0007\u0008',
  '.',
  '\ud800',
]

test.each(HOSTILE.map(named))(
  'a name of %s is text in the notice, and nothing in the reply',
  async (_, name) => {
    const notice = await mailed({ ...good, name })
    expectHarmless(notice, OPERATORS, ['reply-to'])
    expect(notice.text).toContain(`Name:     ${toMailText(name)}\n`)
    const reply = await mailed({ ...good, name }, 'Hello.')
    expectHarmless(reply, [good.email], ['in-reply-to', 'references'])
    expect(reply.text).toBe('Hello.\n\nOn 2030-01-01 you wrote:\n\n> Hello?\n')
  },
)

test.each(
  [
    ...HOSTILE,
    'one\r\nBcc: everyone@example.org\r\n\r\ntwo',
    'one\r\n.\r\nMAIL FROM:<evil@example.org>\r\nRCPT TO:<victim@example.org>\r\nDATA\r\n',
    '.\n..\n.',
    '--boundary\nContent-Type: text/html\n\n<script>alert(1)</script>',
    'begin 644 file\n#0V%T\n`\nend',
    'line\u2028line\u0085line\rline',
    '\u202e'.repeat(5_000),
    'x'.repeat(10_000),
    '🐝'.repeat(5_000),
    `${'\n'.repeat(9_999)}x`,
  ].map(named),
)('a message of %s is quoted text in the notice and in the reply', async (_, message) => {
  const notice = await mailed({ ...good, message })
  expectHarmless(notice, OPERATORS, ['reply-to'])
  const reply = await mailed({ ...good, message }, message)
  expectHarmless(reply, [good.email], ['in-reply-to', 'references'])
  const [, quoted] = notice.text.split(`E-mail:   ${good.email}\n\n`)
  expect(quoted).toBe(`${quote(message)}\n`)
  expect(reply.text).toBe(`${toMailText(message)}\n\nOn 2030-01-01 you wrote:\n\n${quote(message)}\n`)
})

test('what a sender may type as an address is one recipient, and it is that address', async () => {
  const addresses = ["o'brien+tag@example.org", 'a_b.c-d@sub.example.museum', `${'x'.repeat(64)}@example.org`]
  for (const email of addresses.filter((one) => input.safeParse({ ...good, email: one }).success)) {
    expectHarmless(await mailed({ ...good, email }, 'Hello.'), [email], ['in-reply-to', 'references'])
    expect((await mailed({ ...good, email })).replyTo).toEqual([email])
  }
})

test('for any input that the contract accepts, nobody else gets a mail and no header is added', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 300 })
  await fc.assert(
    fc.asyncProperty(text, text, async (name, message) => {
      const parsed = input.safeParse({ ...good, name, message })
      if (!parsed.success) return
      expectHarmless(await mailed(parsed.data), OPERATORS, ['reply-to'])
      expectHarmless(await mailed(parsed.data, message), [good.email], ['in-reply-to', 'references'])
    }),
    { numRuns: 30 },
  )
})

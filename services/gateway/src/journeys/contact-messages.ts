import { createClient } from '@runhive/client/client'
import { expect } from 'vitest'
import type { Journey } from './journey-stack.ts'
import { OPERATOR, signInAt } from './people.ts'

interface Mail {
  readonly envelope: { readonly to: readonly string[] }
  readonly replyTo: readonly string[]
  readonly inReplyTo: string
  readonly text: string
}

/** Whom a development installation tells of messages. */
const DESK = 'operator@development.test'

/**
 * Somebody writes to the operator, who hears of it by mail and answers by mail, although the mail server is not willing
 * at first.
 */
export async function exchangeMessages({ stack }: Pick<Journey, 'stack'>): Promise<void> {
  const mailsTo = async (address: string): Promise<Mail[]> => {
    const { messages } = (await (await fetch(`${stack.mailboxUrl}/messages`)).json()) as { messages: Mail[] }
    return messages.filter(({ envelope }) => envelope.to.includes(address))
  }
  const writer = 'ada.writes@example.org'
  const message = 'Läuft auch <script>alert(1)</script>?\r\nBcc: everyone@example.org'
  const name = 'Ada, "A" <x@y.z>'
  const { id } = await createClient({ url: stack.url }).contact.send.mutate({ name, email: writer, message })
  const notices = async () => (await mailsTo(DESK)).filter(({ replyTo }) => replyTo.includes(writer))
  await expect.poll(notices).toMatchObject([
    {
      replyTo: [writer],
      text: expect.stringContaining('> Läuft auch <script>alert(1)</script>?\n> Bcc: '),
    },
  ])

  const operator = await signInAt(stack, OPERATOR)
  await stack.makeOperator(OPERATOR)
  await fetch(`${stack.mailboxUrl}/refuse?status=451&times=2`, { method: 'POST' })
  const replied = await operator.ask('POST', `/admin/contact/${id}/reply`, { text: 'Ja.' })
  expect(replied).toMatchObject({ status: 200, body: { replies: [{ by: OPERATOR, mail: 'pending' }] } })
  await expect
    .poll(() => mailsTo(writer))
    .toMatchObject([{ inReplyTo: expect.stringContaining(id), text: expect.stringMatching(/^Ja\.\n/) }])
  const mine = async () => {
    const { messages } = (await operator.ask('GET', '/admin/contact')).body
    return (messages as ReadonlyArray<{ id: string }>).filter((one) => one.id === id)
  }
  await expect.poll(mine).toMatchObject([{ name, message, state: 'answered', replies: [{ mail: 'sent' }] }])
  expect(await mailsTo('everyone@example.org')).toEqual([])
}

import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { KEPT, type Mailbox, startMailbox } from './mailbox.ts'

let mailbox: Mailbox
beforeEach(async () => {
  mailbox = await startMailbox()
})
afterEach(() => mailbox[Symbol.asyncDispose]())

/** Speaks SMTP by hand: each line when the one before has been answered. Gives the answers. */
async function say(...lines: string[]): Promise<string> {
  const socket = connect(Number(new URL(mailbox.smtpUrl).port), '127.0.0.1')
  const left = [...lines, 'QUIT']
  const answers: string[] = []
  for await (const answer of createInterface({ input: socket })) {
    answers.push(answer)
    // A hyphen says that more of the same answer follows.
    if (/^\d{3} /.test(answer)) socket.write(`${left.shift() ?? ''}\r\n`)
  }
  return answers.join('\n')
}

const mail = (subject: string, body = 'hello', recipient = 'grace@example.org') => [
  'EHLO test',
  'MAIL FROM:<ada@example.org>',
  `RCPT TO:<${recipient}>`,
  'DATA',
  `From: Ada <ada@example.org>\r\nTo: ${recipient}\r\nSubject: ${subject}\r\n\r\n${body}\r\n.`,
]

const listed = async () => {
  const answer = await fetch(`${mailbox.url}/messages`)
  const { messages } = (await answer.json()) as { messages: Array<{ subject: string; text: string }> }
  return messages
}

test('what is sent by SMTP can be read as JSON and as plain text, newest first', async () => {
  await say(...mail('one'))
  await say(...mail('two', '<script>alert(1)</script>'))
  expect((await listed()).map(({ subject }) => subject)).toEqual(['two', 'one'])
  expect((await listed())[0]).toMatchObject({
    number: 2,
    envelope: { from: 'ada@example.org', to: ['grace@example.org'] },
    from: ['ada@example.org'],
    text: '<script>alert(1)</script>\n',
    hasHtml: false,
  })
  const page = await fetch(mailbox.url)
  expect(page.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect(page.headers.get('x-content-type-options')).toBe('nosniff')
  expect(await page.text()).toMatch(/Subject: two[\s\S]*Subject: one/)
})

test('only the newest are kept', async () => {
  const [hello = '', ...first] = mail('number 0')
  const others = Array.from({ length: KEPT }, (_, n) => mail(`number ${n + 1}`).slice(1)).flat()
  await say(hello, ...first, ...others)
  expect(mailbox.mails).toHaveLength(KEPT)
  expect(mailbox.mails[0]?.subject).toBe('number 1')
})

test.each([
  [451, 'Try again later'],
  [550, 'No such mailbox here'],
])('it refuses as often as it was told, with %i', async (status, words) => {
  const told = await fetch(`${mailbox.url}/refuse?status=${status}&times=1`, { method: 'POST' })
  expect(told.status).toBe(200)
  expect(await say(...mail('refused'))).toContain(`${status} ${words}`)
  expect(mailbox.mails).toEqual([])
  await say(...mail('taken'))
  expect(mailbox.mails.map(({ subject }) => subject)).toEqual(['taken'])
  expect(mailbox.refusals.refused).toBe(1)
})

test('it answers no page that was opened under another name, and refuses with nothing else', async () => {
  const { port } = new URL(mailbox.url)
  const socket = connect(Number(port), '127.0.0.1')
  socket.end('GET /messages HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n')
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 403/)
  for (const query of ['status=200&times=1', 'status=451&times=x', '']) {
    expect((await fetch(`${mailbox.url}/refuse?${query}`, { method: 'POST' })).status).toBe(400)
  }
})

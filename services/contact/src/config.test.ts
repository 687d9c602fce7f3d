import { expect, test } from 'vitest'
import { parseConfig } from './config.ts'

const needed = { NATS_URL: 'nats://127.0.0.1:4222', DATABASE_URL: 'postgres://contact@127.0.0.1/runhive' }

test('contact needs the mesh and its own database, and names both when they are missing', () => {
  expect(() => parseConfig({})).toThrow(/NATS_URL is not set[\s\S]*DATABASE_URL is not set/)
})

test('no mail is sent unless a server is named, and then somebody must be named from whom it is', () => {
  expect(parseConfig(needed)).toMatchObject({ contactDays: 365, mail: undefined })
  const server = { ...needed, SMTP_URL: 'smtp://user:pa%40ss@mail.example.com' }
  expect(() => parseConfig(server)).toThrow('MAIL_FROM must be set with SMTP_URL')
  const from = {
    ...server,
    MAIL_FROM: 'The desk <desk@example.com>',
    OPERATOR_EMAIL: 'a@example.com, b@example.com,',
  }
  expect(parseConfig(from).mail).toMatchObject({
    server: { host: 'mail.example.com', port: 587, secure: false, requireTLS: true },
    from: { name: 'The desk', address: 'desk@example.com' },
    operators: ['a@example.com', 'b@example.com'],
    noticesPerHour: 20,
  })
})

test.each([
  ['SMTP_URL', 'http://mail.example.com'],
  ['SMTP_URL', 'smtp://user@mail.example.com'],
  ['SMTP_URL', 'smtp://mail.example.com?tls=no'],
  ['SMTP_URL', 'smtp://mail.example.com?starttls=maybe'],
  ['SMTP_URL', 'smtp://mail.example.com/folder'],
  ['SMTP_URL', 'smtp://%zz:x@mail.example.com'],
  ['MAIL_FROM', 'desk'],
  ['MAIL_FROM', 'a@example.com, b@example.com'],
  ['MAIL_FROM', 'Desk\r\nBcc: x@example.com <desk@example.com>'],
  ['OPERATOR_EMAIL', 'a@example.com; b@example.com'],
  ['NOTICES_PER_HOUR', '-1'],
  ['CONTACT_DAYS', 'forever'],
])('%s=%j is refused by its name, and its value is not repeated', (name, value) => {
  const parse = () => parseConfig({ ...needed, MAIL_FROM: 'desk@example.com', [name]: value })
  expect(parse).toThrow(`${name} must be`)
  expect(parse).not.toThrow(value)
})

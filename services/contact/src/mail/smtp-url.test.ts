import { expect, test } from 'vitest'
import { parseSmtpUrl } from './smtp-url.ts'

test.each([
  // A password does not travel in the open, unless it stays on this host or an operator wants it so.
  ['smtp://u:p@mail.example.com', { port: 587, secure: false, requireTLS: true, ignoreTLS: false }],
  ['smtp://u:p@mail.example.com?starttls=never', { requireTLS: false, ignoreTLS: true }],
  ['smtp://u:p@127.0.0.1:2525', { host: '127.0.0.1', port: 2525, requireTLS: false }],
  ['smtp://u:p@[::1]', { host: '::1', requireTLS: false }],
  // Without one, TLS is used when it is offered.
  ['smtp://relay.internal:25', { port: 25, requireTLS: false, ignoreTLS: false }],
  ['smtp://relay.internal:25?starttls=required', { requireTLS: true }],
  ['smtps://u:p@mail.example.com/', { port: 465, secure: true, requireTLS: false }],
])('%s decides how TLS is used', (url, expected) => {
  expect(parseSmtpUrl(url)).toMatchObject(expected)
})

test('user and password may hold any character', () => {
  const [user, pass] = ['desk@example.com', 'p:a/s@s?w#ord €']
  const url = `smtps://${encodeURIComponent(user)}:${encodeURIComponent(pass)}@mail.example.com`
  expect(parseSmtpUrl(url)?.auth).toEqual({ user, pass })
  expect(parseSmtpUrl('smtps://mail.example.com')).not.toHaveProperty('auth')
})

import { expect, test } from 'vitest'
import { parseConfig } from './config.ts'

test('the mailbox takes free ports unless it is told which', () => {
  expect(parseConfig({})).toEqual({ smtpPort: 0, httpHost: '127.0.0.1', httpPort: 0 })
  expect(parseConfig({ MAILBOX_SMTP_PORT: '4011', MAILBOX_HTTP_PORT: '4012' })).toEqual({
    smtpPort: 4011,
    httpHost: '127.0.0.1',
    httpPort: 4012,
  })
  expect(() => parseConfig({ MAILBOX_SMTP_PORT: 'x' })).toThrow('MAILBOX_SMTP_PORT must be a whole number')
})

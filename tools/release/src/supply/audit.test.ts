import { expect, test } from 'vitest'
import { readAudit } from './audit.ts'

test('a registry that has no audits is said to know nothing, which is not the same as no finding', () => {
  const said =
    'npm warn audit 405\nnpm error audit endpoint returned an error\n{ "message": "405 Method Not Allowed", "statusCode": 405 }\n'
  expect(readAudit(said)).toEqual({ kind: 'unknown', reason: '405 Method Not Allowed' })
  expect(readAudit('npm error network')).toMatchObject({ kind: 'unknown' })
})

test('what a registry knows is told by package, severity and title', () => {
  const said = JSON.stringify({
    vulnerabilities: {
      evil: { severity: 'high', via: [{ title: 'Runs anything' }] },
      user: { severity: 'high', via: ['evil'] },
    },
  })
  expect(readAudit(said)).toEqual({
    kind: 'answered',
    found: [
      { name: 'evil', severity: 'high', title: 'Runs anything' },
      { name: 'user', severity: 'high', title: 'through evil' },
    ],
  })
  expect(readAudit('{"vulnerabilities":{}}')).toEqual({ kind: 'answered', found: [] })
})

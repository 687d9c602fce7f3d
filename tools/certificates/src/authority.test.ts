import { createPrivateKey, X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { createAuthority } from './authority.ts'

const authority = createAuthority('An authority')
const ca = new X509Certificate(authority.certificate)

test('an authority vouches for itself and for what it issued, and for nothing else', () => {
  const issued = authority.issue({ name: 'nats', hosts: ['nats.internal', '10.1.2.3'] })
  const certificate = new X509Certificate(issued.certificate)
  expect([ca.ca, certificate.ca]).toEqual([true, false])
  expect([ca.verify(ca.publicKey), certificate.verify(ca.publicKey)]).toEqual([true, true])
  expect(certificate.checkIssued(ca)).toBe(true)
  expect(certificate.checkPrivateKey(createPrivateKey(issued.key))).toBe(true)

  const stranger = createAuthority('An authority').issue({ name: 'nats' })
  expect(new X509Certificate(stranger.certificate).verify(ca.publicKey)).toBe(false)
})

test('a certificate holds for the hosts it names, and between its dates', () => {
  const notBefore = new Date('2024-02-29T01:02:03Z')
  const notAfter = new Date('2061-12-31T23:59:59Z')
  const hosts = ['nats.internal', '10.1.2.3']
  const { certificate } = authority.issue({ name: 'nats', hosts, notBefore, notAfter })
  const parsed = new X509Certificate(certificate)
  expect(parsed.subject).toBe('CN=nats')
  expect(parsed.issuer).toBe('CN=An authority')
  expect([parsed.validFromDate, parsed.validToDate]).toEqual([notBefore, notAfter])
  expect(parsed.checkHost('nats.internal')).toBe('nats.internal')
  expect(parsed.checkIP('10.1.2.3')).toBe('10.1.2.3')
  expect([parsed.checkHost('other.internal'), parsed.checkIP('10.1.2.4')]).toEqual([undefined, undefined])
})

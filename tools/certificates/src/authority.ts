import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isIP } from 'node:net'
import * as der from './der.ts'

/**
 * A certificate authority of one test, in memory: Node.js reads certificates but makes none, and a bare machine has no
 * openssl. Nothing that outlives a test is signed here.
 */
export interface Authority {
  /** PEM. */
  readonly certificate: string
  /** A certificate signed by this authority, with a key of its own. */
  issue(options: IssueOptions): Issued
}

export interface IssueOptions {
  /** The common name: who a client is. */
  readonly name: string
  /** Host names and IPv4 addresses that a server may be reached by. */
  readonly hosts?: readonly string[]
  /** Default: from an hour ago for a day. */
  readonly notBefore?: Date
  readonly notAfter?: Date
}

/** PEM both. */
export interface Issued {
  readonly certificate: string
  readonly key: string
}

const HOUR_MS = 3_600_000
const OID = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  basicConstraints: '2.5.29.19',
  subjectAlternativeName: '2.5.29.17',
}

export function createAuthority(name: string): Authority {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const certificate = toPem(signCertificate({ issuer: name, privateKey, name, publicKey, authority: true }))
  return {
    certificate,
    issue(options) {
      const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      return {
        certificate: toPem(
          signCertificate({ issuer: name, privateKey, publicKey: pair.publicKey, ...options }),
        ),
        key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      }
    },
  }
}

interface Certificate extends IssueOptions {
  readonly issuer: string
  /** The issuer's. */
  readonly privateKey: KeyObject
  /** The subject's. */
  readonly publicKey: KeyObject
  readonly authority?: boolean
}

/** RFC 5280, version 3. */
function signCertificate(options: Certificate): Buffer {
  const { hosts = [], authority = false, notBefore = new Date(Date.now() - HOUR_MS) } = options
  const { notAfter = new Date(Date.now() + 24 * HOUR_MS) } = options
  const algorithm = der.sequence(der.identifier(OID.ecdsaWithSha256))
  const extensions = [
    extension(OID.basicConstraints, authority ? der.sequence(der.boolean(true)) : der.sequence(), true),
    ...(hosts.length === 0
      ? []
      : [extension(OID.subjectAlternativeName, der.sequence(...hosts.map(hostName)))]),
  ]
  const content = der.sequence(
    der.explicit(0, der.integer(Buffer.from([2]))),
    der.integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    commonName(options.issuer),
    der.sequence(der.time(notBefore), der.time(notAfter)),
    commonName(options.name),
    options.publicKey.export({ type: 'spki', format: 'der' }),
    der.explicit(3, der.sequence(...extensions)),
  )
  return der.sequence(content, algorithm, der.bits(sign('sha256', content, options.privateKey)))
}

function commonName(name: string): Buffer {
  return der.sequence(der.set(der.sequence(der.identifier(OID.commonName), der.text(name))))
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  return der.sequence(der.identifier(id), ...(critical ? [der.boolean(true)] : []), der.octets(value))
}

function hostName(host: string): Buffer {
  return isIP(host) === 4
    ? der.implicit(7, Buffer.from(host.split('.').map(Number)))
    : der.implicit(2, Buffer.from(host, 'ascii'))
}

function toPem(content: Buffer): string {
  const lines = content.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

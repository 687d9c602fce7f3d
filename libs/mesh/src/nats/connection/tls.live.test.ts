import { copyFileSync } from 'node:fs'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { type CertificateFiles, createCertificateFolder } from '@runhive/certificates/files'
import { afterAll, expect, test } from 'vitest'
import { startNatsServer } from '../../../testing/nats-server.ts'
import { connectMesh } from '../connect.ts'

const folder = createCertificateFolder()
afterAll(() => folder[Symbol.dispose]())
const authority = folder.authority('Ours')
const stranger = folder.authority('Theirs')
const { caFile } = authority
const HOUR_MS = 3_600_000
const ago = (hours: number) => new Date(Date.now() - hours * HOUR_MS)

const serve = (files: CertificateFiles, clientCaFile?: string) =>
  startNatsServer({ tls: { ...files, ...(clientCaFile && { clientCaFile }) } })
const url = (server: { port: number }, host = '127.0.0.1') => `tls://${host}:${server.port}`
const good = authority.issue({ name: 'nats', hosts: ['127.0.0.1', 'localhost'] })

test('a service reaches a server whose name its authority vouches for', async () => {
  await using server = await serve(good)
  for (const host of ['127.0.0.1', 'localhost']) {
    await using mesh = await connectMesh({ url: url(server, host), tls: { caFile }, service: 'auth' })
    await expect(mesh.ping()).resolves.toBeGreaterThan(0)
  }
})

test.each([
  ['of another authority', stranger.issue({ name: 'nats', hosts: ['127.0.0.1'] }), /unable to verify/],
  [
    'for another host',
    authority.issue({ name: 'nats', hosts: ['nats.internal'] }),
    /does not match certificate/,
  ],
  [
    'that has expired',
    authority.issue({ name: 'nats', hosts: ['127.0.0.1'], notBefore: ago(48), notAfter: ago(1) }),
    /certificate has expired/,
  ],
] as const)('a server with a certificate %s is refused, saying so', async (_which, files, reason) => {
  await using server = await serve(files)
  await expect(connectMesh({ url: url(server), tls: { caFile }, service: 'auth' })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringMatching(reason),
  })
})

test('a server given by its address must have that address in its certificate, and not localhost', async () => {
  await using server = await serve(authority.issue({ name: 'nats', hosts: ['localhost'] }))
  await expect(connectMesh({ url: url(server), tls: { caFile }, service: 'auth' })).rejects.toMatchObject({
    message: expect.stringMatching(/IP: 127.0.0.1 is not in the cert's list/),
  })
})

test('an authority that is not named is not believed', async () => {
  await using server = await serve(good)
  await expect(connectMesh({ url: url(server), service: 'auth' })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringMatching(/unable to (verify|get)/),
  })
})

test('a service that was told tls does not speak with a server that has none, and sends no password', async () => {
  await using server = await startNatsServer()
  const login = url(server).replace('//', '//auth:hunter2@')
  await expect(connectMesh({ url: login, tls: { caFile }, service: 'auth' })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringMatching(/does not support 'tls'/),
  })
})

test('a server with a certificate hangs up on clients that do not encrypt', async () => {
  await using server = await serve(good)
  const socket = connect(server.port, '127.0.0.1')
  const said = text(socket)
  socket.write('CONNECT {"verbose":false}\r\nPING\r\n')
  expect(await said).toMatch(/^INFO .*"tls_required":true/)
  expect(await said).not.toContain('PONG')
  // Our client, told nats://, encrypts when the server wants it, and verifies as always.
  await expect(connectMesh({ url: server.url, service: 'auth' })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringMatching(/unable to (verify|get)/),
  })
})

test('a server that asks for certificates lets in only those of its authority', async () => {
  await using server = await serve(good, caFile)
  const open = (own: CertificateFiles | undefined) =>
    connectMesh({ url: url(server), tls: { caFile, ...own }, service: 'auth' })
  await using mesh = await open(authority.issue({ name: 'auth' }))
  await expect(mesh.ping()).resolves.toBeGreaterThan(0)

  const refused = {
    code: 'UNAVAILABLE',
    message: expect.stringMatching(/asks clients for a certificate may have refused ours/),
  }
  const old = authority.issue({ name: 'auth', notBefore: ago(48), notAfter: ago(1) })
  await Promise.all(
    [undefined, stranger.issue({ name: 'auth' }), old].map((own) =>
      expect(open(own)).rejects.toMatchObject(refused),
    ),
  )
})

test('certificates that were renewed on disk are used at the next connection, without a restart', async () => {
  const mutable = {
    caFile: `${folder.dir}/current-ca.pem`,
    server: `${folder.dir}/current.pem`,
    key: `${folder.dir}/current-key.pem`,
  }
  const install = (from: { caFile: string }, files: CertificateFiles) => {
    copyFileSync(from.caFile, mutable.caFile)
    copyFileSync(files.certFile, mutable.server)
    copyFileSync(files.keyFile, mutable.key)
  }
  install(authority, good)
  await using server = await serve({ certFile: mutable.server, keyFile: mutable.key })
  await using mesh = await connectMesh({ url: url(server), tls: { caFile: mutable.caFile }, service: 'auth' })

  await server.kill()
  install(stranger, stranger.issue({ name: 'nats', hosts: ['127.0.0.1'] }))
  await server.start()
  await expect.poll(() => mesh.ping().catch(() => 0)).toBeGreaterThan(0)
})

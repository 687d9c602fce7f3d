import { randomUUID } from 'node:crypto'
import { copyFileSync, mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { env as processEnv } from 'node:process'
import { createServer } from 'node:tls'
import { createCertificateFolder } from '@runhive/certificates/files'
import { afterAll, expect, test } from 'vitest'
import { openEngine } from './engine.ts'

const folder = createCertificateFolder()
afterAll(() => folder[Symbol.dispose]())
const ours = folder.authority('Ours')
const theirs = folder.authority('Theirs')
const serverFiles = ours.issue({ name: 'engine', hosts: ['127.0.0.1'] })
const { DOCKER_HOST = 'unix:///var/run/docker.sock' } = processEnv
const SOCKET = DOCKER_HOST.replace('unix://', '')

/**
 * The engine as `dockerd --tlsverify` would show it: its own protocol, in TLS that asks for a certificate of our
 * authority.
 */
async function openRemote(files = serverFiles) {
  const [ca, cert, key] = await Promise.all(
    [ours.caFile, files.certFile, files.keyFile].map((file) => readFile(file)),
  )
  const server = createServer({ ca, cert, key, requestCert: true, rejectUnauthorized: true }, (client) => {
    const engine = connect(SOCKET)
    const end = () => {
      client.destroy()
      engine.destroy()
    }
    client.on('error', end).on('close', end).pipe(engine)
    engine.on('error', end).on('close', end).pipe(client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    host: `tcp://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  }
}

/** A folder as Docker's client has it. */
function certPath(authority: { caFile: string }, own: { certFile: string; keyFile: string }): string {
  const dir = join(folder.dir, randomUUID())
  mkdirSync(dir)
  copyFileSync(authority.caFile, join(dir, 'ca.pem'))
  copyFileSync(own.certFile, join(dir, 'cert.pem'))
  copyFileSync(own.keyFile, join(dir, 'key.pem'))
  return dir
}
const executor = ours.issue({ name: 'executor' })

test('a cell on an engine behind TLS is made, attached to, and removed', async () => {
  await using remote = await openRemote()
  await using engine = await openEngine({ host: remote.host, certPath: certPath(ours, executor) })
  await engine.ping()
  const image = await engine.findImage('runhive/core')
  if (!image) throw new Error('there is no core image: run ./dev images')

  const id = await engine.create({
    Image: image.id,
    Entrypoint: ['/bin/cat'],
    Cmd: [],
    OpenStdin: true,
    StdinOnce: true,
    Labels: { 'runhive.test': 'remote-engine' },
    HostConfig: { NetworkMode: 'none' },
  } as unknown as Parameters<typeof engine.create>[0])
  try {
    const stream = await engine.attach(id)
    const said = stream.take(1).toArray()
    await engine.start(id)
    stream.write('through the wire\n')
    expect(String(Buffer.concat((await said) as Buffer[]))).toContain('through the wire')
  } finally {
    await engine.remove(id)
  }
})

test.each([
  ['an engine of another authority', () => certPath(theirs, executor), serverFiles, /unable to|self.signed/],
  [
    'an engine for another host',
    () => certPath(ours, executor),
    ours.issue({ name: 'engine', hosts: ['engine.internal'] }),
    /not in the cert's list|does not match/,
  ],
  [
    'an executor with a certificate of another authority',
    () => certPath(ours, theirs.issue({ name: 'executor' })),
    serverFiles,
    /alert|socket hang up|ECONNRESET|closed/,
  ],
] as const)('%s is refused', async (_who, path, files, reason) => {
  await using remote = await openRemote(files)
  await expect(openEngine({ host: remote.host, certPath: path() })).rejects.toThrow(reason)
})

test('an executor without TLS gets no answer from an engine that wants it, and one without its files says which', async () => {
  await using remote = await openRemote()
  await expect(openEngine({ host: remote.host })).rejects.toThrow(/no Docker engine at/)
  await expect(openEngine({ host: remote.host, certPath: folder.dir })).rejects.toThrow(
    /DOCKER_CERT_PATH must contain a readable file ca.pem/,
  )
})

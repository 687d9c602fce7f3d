import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DEBIAN_13, downloadPackage } from './debian-release.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** An archive in which everything is right except the signature. */
function forgedArchive(): ReadonlyMap<string, string> {
  const pool = 'pool/nats-server.deb'
  const what = 'Package: nats-server\nVersion: 99\nArchitecture: all\n'
  const packages = `${what}Filename: ${pool}\nSize: 6\nSHA256: ${sha256('forged')}\n`
  const indexes = ['amd64', 'arm64', 'all'].map((arch) => `main/binary-${arch}/Packages`)
  const sums = indexes.map((index) => ` ${sha256(packages)} ${packages.length} ${index}`).join('\n')
  const about = 'Origin: Debian\nSuite: trixie\nCodename: trixie\nComponents: main\n'
  const release = `${about}Architectures: all amd64 arm64\nDate: ${new Date().toUTCString()}\nSHA256:\n${sums}\n`
  return new Map([
    ['/dists/trixie/Release', release],
    ...indexes.map((index) => [`/dists/trixie/${index}`, packages] as const),
    [`/${pool}`, 'forged'],
  ])
}

test('a package of an archive that Debian’s keys have not signed is refused', async () => {
  const files = forgedArchive()
  await using opened = new AsyncDisposableStack()
  const server = createServer(({ url = '' }, response) => {
    const file = files.get(url)
    response.writeHead(file === undefined ? 404 : 200).end(file)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  opened.defer(() => new Promise<void>((resolve) => server.close(() => resolve())))
  opened.defer(() => server.closeAllConnections())
  const folder = await mkdtemp(join(tmpdir(), 'runhive-release-'))
  opened.defer(() => rm(folder, { recursive: true, force: true }))

  const archive = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const release = { ...DEBIAN_13, archive }
  const fetched = downloadPackage('nats-server', { release, folder, env: { PATH: '/usr/bin:/bin' } })
  await expect(fetched).rejects.toThrow('apt-get')
  expect((await readdir(folder)).filter((name) => name.endsWith('.deb'))).toEqual([])
})

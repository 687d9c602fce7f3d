import { chmod, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { extract } from 'tar-stream'
import { expect, onTestFinished, test } from 'vitest'
import { digestEntries, readFolder, toTar } from './build-context.ts'

async function folder() {
  const path = await mkdtemp(join(tmpdir(), 'runhive-context-'))
  onTestFinished(() => rm(path, { recursive: true }))
  await writeFile(join(path, 'Dockerfile'), 'FROM scratch\n', { mode: 0o600 })
  await writeFile(join(path, 'tool'), '#!/bin/sh\n', { mode: 0o700 })
  await symlink('tool', join(path, 'link'))
  return path
}

async function digest(path: string) {
  return digestEntries(await readFolder(path, ''))
}

test('the archive holds every file with its content, and modes of a plain clone', async () => {
  const archive = toTar(await readFolder(await folder(), 'in')).pipe(extract())
  const seen: unknown[] = []
  for await (const entry of archive) {
    const { name, mode, type, linkname } = entry.header
    seen.push([name, type, mode, type === 'symlink' ? linkname : await text(entry)])
    entry.resume()
  }
  expect(seen).toEqual([
    ['in/Dockerfile', 'file', 0o644, 'FROM scratch\n'],
    ['in/link', 'symlink', 0o755, 'tool'],
    ['in/tool', 'file', 0o755, '#!/bin/sh\n'],
  ])
})

test('two copies of the same files have the same digest, whatever their times and exact modes', async () => {
  const [one, two] = [await folder(), await folder()]
  await utimes(join(two, 'tool'), 1, 1)
  await chmod(join(two, 'tool'), 0o755)
  expect(await digest(one)).toBe(await digest(two))
})

test.each([
  ['content', (path: string) => writeFile(join(path, 'Dockerfile'), 'FROM scratch \n')],
  ['whether a file can be executed', (path: string) => chmod(join(path, 'tool'), 0o644)],
  ['a new file', (path: string) => writeFile(join(path, 'new'), '')],
])('the digest changes with %s', async (_what, change) => {
  const path = await folder()
  const before = await digest(path)
  await change(path)
  expect(await digest(path)).not.toBe(before)
})

test('a file that vanishes while it is sent ends the stream with an error, not a shorter archive', async () => {
  const path = await folder()
  const entries = await readFolder(path, '')
  await rm(join(path, 'tool'))
  await expect(text(toTar(entries))).rejects.toThrow('ENOENT')
})

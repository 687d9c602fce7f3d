import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { EXITED } from '../../testing/cell.ts'
import { type Artefact, type CompileInput, createCompileCache, toCompileKey } from './compile-cache.ts'

const phase: Artefact['compile'] = {
  status: 'succeeded',
  exitCode: 0,
  signal: null,
  limit: null,
  stdout: '',
  stderr: '',
  encoding: 'utf8',
  truncated: { stdout: false, stderr: false },
  stdoutBytes: EXITED.stdoutBytes,
  stderrBytes: EXITED.stderrBytes,
  wallMs: 1,
  cpuMs: 1,
  memoryBytes: 1,
}
const artefact = (bytes: number): Artefact => ({
  compile: phase,
  files: [{ path: 'a.out', content: Buffer.alloc(bytes), mode: 0o755 }],
})
const open = (maxBytes = 800) => {
  let time = 0
  const cache = createCompileCache({ maxBytes, ttlMs: 1_000, now: () => time })
  return { cache, pass: (ms: number) => (time += ms) }
}

test('what was kept is found, until its time is over', () => {
  const { cache, pass } = open()
  const kept = artefact(10)
  cache.keep('a', kept)
  pass(999)
  expect(cache.find('a')).toBe(kept)
  pass(1)
  expect(cache.find('a')).toBeUndefined()
  expect(cache.bytes).toBe(0)
})

test('what was used longest ago goes first when there is no room', () => {
  const { cache } = open(800)
  for (const key of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) cache.keep(key, artefact(100))
  cache.find('a')
  cache.keep('i', artefact(100))
  expect(cache.find('a')).toBeDefined()
  expect(cache.find('b')).toBeUndefined()
})

test('nothing that would push out most of the others is kept, and a cache without room keeps nothing', () => {
  const { cache } = open(800)
  cache.keep('a', artefact(101))
  expect(cache.find('a')).toBeUndefined()
  const none = open(0).cache
  none.keep('a', artefact(1))
  expect(none.find('a')).toBeUndefined()
})

test('it never holds more than it may, whatever is kept', () => {
  const operation = fc.record({
    key: fc.constantFrom('a', 'b', 'c', 'd'),
    bytes: fc.nat(200),
    wait: fc.nat(400),
  })
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
      const { cache, pass } = open(800)
      for (const { key, bytes, wait } of operations) {
        cache.keep(key, artefact(bytes))
        pass(wait)
        expect(cache.bytes).toBeGreaterThanOrEqual(0)
        expect(cache.bytes).toBeLessThanOrEqual(800)
      }
    }),
  )
})

const input: CompileInput = {
  accountId: 'ada',
  imageId: 'sha256:1',
  argv: ['gcc', '-O2', 'main.c'],
  environment: { A: '1' },
  files: [{ path: 'main.c', content: Buffer.from('int main;') }],
}

test.each<[string, Partial<CompileInput>]>([
  ['account', { accountId: 'bob' }],
  ['image', { imageId: 'sha256:2' }],
  ['flag', { argv: ['gcc', '-O3', 'main.c'] }],
  ['split of the same arguments', { argv: ['gcc', '-O2main.c'] }],
  ['variable', { environment: { A: '2' } }],
  ['source', { files: [{ path: 'main.c', content: Buffer.from('int main ;') }] }],
  ['name of a file', { files: [{ path: 'main.d', content: Buffer.from('int main;') }] }],
  ['file beside it', { files: [...input.files, { path: 'a.h', content: Buffer.from('') }] }],
])('another %s is another compilation', (_what, change) => {
  expect(toCompileKey({ ...input, ...change })).not.toBe(toCompileKey(input))
  expect(toCompileKey({ ...input })).toBe(toCompileKey(input))
})

import { describe, expect, test } from 'vitest'
import {
  collectEnded,
  collected,
  ended,
  leftOut,
  settle,
  stdout,
  withFakeInit,
} from '../../testing/fake-init.ts'
import { ProtocolError } from './protocol.ts'
import { CellGone } from './session.ts'

const request = { patterns: ['*'], maxFiles: 2, maxFileBytes: 5, maxTotalBytes: 8 }

describe('collecting', () => {
  test('puts files together from their pieces', async () => {
    const cell = withFakeInit()
    const answer = cell.session.collect(request)
    await settle()
    expect(cell.sent()).toEqual([[8, 24]])
    cell.says(collected(1, 'a', 'he', 0o755), collected(0, '', 'l', 0o755), collected(2, '', 'lo', 0o755))
    cell.says(leftOut(3, 'aa', 9), collected(3, 'b/c', ''), leftOut(4, 'd'), collectEnded(2, 7, 5, 1n))
    expect(await answer).toEqual({
      files: [
        { path: 'a', content: Buffer.from('hello'), mode: 0o755 },
        { path: 'b/c', content: Buffer.alloc(0), mode: 0o644 },
      ],
      skipped: 7,
      leftOut: [
        { path: 'aa', sizeBytes: 9, reason: 'totalSize' },
        { path: 'd', sizeBytes: 0, reason: 'unreadable' },
      ],
      matched: [true],
    })
  })

  test('keeps back what was asked for behind it, until it has ended', async () => {
    const cell = withFakeInit()
    const answer = cell.session.collect(request)
    const written = cell.session.writeFile({ path: 'a', content: new Uint8Array(1) })
    const second = cell.session.collect(request)
    const end = cell.run()
    await settle()
    expect(cell.sent().map(([type]) => type)).toEqual([8])
    cell.says(collectEnded(0, 0, 0))
    await Promise.all([answer, written])
    await settle()
    expect(cell.sent().map(([type]) => type)).toEqual([1, 8])
    cell.says(collectEnded(0, 0, 0))
    await second
    await settle()
    expect(cell.sent().map(([type]) => type)).toEqual([2])
    cell.says(ended(0, 0))
    await end
  })

  test('is refused while a phase runs', async () => {
    const cell = withFakeInit()
    const end = cell.run()
    await expect(cell.session.collect(request)).rejects.toThrow('runs a phase')
    await settle()
    cell.says(ended(0, 0))
    await end
  })

  test.each([
    ['no pattern', { patterns: [] }],
    ['65 patterns', { patterns: Array.from({ length: 65 }, () => '*') }],
    ['a pattern of 1025 bytes', { patterns: [`${'ü'.repeat(512)}x`] }],
    ['a NUL in a pattern', { patterns: ['a\0b'] }],
    ['no file at most', { maxFiles: 0 }],
    ['half a byte at most', { maxFileBytes: 0.5 }],
    ['endless bytes', { maxTotalBytes: Number.POSITIVE_INFINITY }],
  ])('with %s is refused before anything is sent, and the cell stays as it was', async (_, own) => {
    const cell = withFakeInit()
    await expect(cell.session.collect({ ...request, ...own })).rejects.toBeInstanceOf(RangeError)
    await settle()
    expect(cell.sent()).toEqual([])
    expect(cell.input.destroyed).toBe(false)
  })

  test('ends with the cell when it is aborted, and does not begin when that was before', async () => {
    const cell = withFakeInit()
    const tooLate = AbortSignal.abort(new Error('too late'))
    await expect(cell.session.collect({ ...request, signal: tooLate })).rejects.toThrow('too late')
    expect(cell.input.destroyed).toBe(false)
    const abort = new AbortController()
    const answer = cell.session.collect({ ...request, signal: abort.signal })
    await settle()
    abort.abort(new Error('enough'))
    await expect(answer).rejects.toThrow('enough')
    await cell.session.closed
  })

  test('rejects when the cell is gone', async () => {
    const cell = withFakeInit()
    const answer = cell.session.collect(request)
    await settle()
    cell.output.end()
    await expect(answer).rejects.toBeInstanceOf(CellGone)
  })
})

const file = (path: string | Uint8Array) => collected(3, path, '')

describe('a cell that lies about its files', () => {
  test.each([
    ['one that nobody asked for', [collectEnded(0, 0, 0), file('a')]],
    ['a second end', [collectEnded(0, 0, 0), collectEnded(0, 0, 0)]],
    ['the end of a phase', [ended(0, 0)]],
    ['output', [stdout('x')]],
    ['a file too many', [file('a'), file('b'), file('c')]],
    ['a file too long', [collected(1, 'a', '123'), collected(0, '', '456')]],
    ['too much of everything', [collected(3, 'a', '12345'), collected(1, 'b', '6789')]],
    ['the same path twice', [file('a'), file('a')]],
    ['paths out of order', [file('b'), file('a')]],
    ['two files at once', [collected(1, 'a', 'x'), collected(1, 'b', 'x')]],
    ['the middle of nothing', [collected(0, '', 'x')]],
    ['the middle of a file that has ended', [file('a'), collected(2, '', 'x')]],
    ['a piece without bytes', [collected(1, 'a', 'x'), collected(0, '', '')]],
    ['an end in the middle of a file', [collected(1, 'a', 'x'), collectEnded(1, 0, 1)]],
    ['a file missing', [file('a'), collectEnded(2, 0, 0)]],
    ['a byte missing', [collected(3, 'a', 'x'), collectEnded(1, 0, 2)]],
    ['a file left out for no reason', [leftOut(0, 'a')]],
    ['a file left out for an unknown reason', [leftOut(5, 'a')]],
    ['a file left out that was sent', [file('a'), leftOut(1, 'a')]],
    ['a file left out whose path leads out', [leftOut(1, '../a')]],
    ['a file left out without a path', [leftOut(1, '')]],
    ['a file left out in the middle of another', [collected(1, 'a', 'x'), leftOut(1, 'b')]],
    ['a file left out and not counted', [leftOut(1, 'a'), collectEnded(0, 0, 0)]],
    [
      'more files left out than it may name',
      Array.from({ length: 33 }, (_, n) => leftOut(1, String(n + 100))),
    ],
    ['a match of a pattern that was not sent', [collectEnded(0, 0, 0, 2n)]],
    ['an absolute path', [file('/etc/passwd')]],
    ['a path that leads out', [file('a/../../b')]],
    ['a path of this folder', [file('./a')]],
    ['a path with an empty part', [file('a//b')]],
    ['a path that ends as a folder', [file('a/')]],
    ['an empty path', [file('')]],
    ['a NUL in a path', [file('a\0')]],
    ['a path of 1025 bytes', [file('x'.repeat(1025))]],
    ['a path that is no UTF-8', [file(Uint8Array.of(0x61, 0xff))]],
  ])('by %s is not spoken with any more', async (_, frames) => {
    const cell = withFakeInit()
    const answer = cell.session.collect(request)
    answer.catch(() => undefined)
    await settle()
    cell.says(...frames)
    await cell.session.closed
    expect(cell.input.destroyed).toBe(true)
    await expect(cell.run()).rejects.toBeInstanceOf(ProtocolError)
  })
})

import { expect, test } from 'vitest'
import { type Line, OutputBuffer } from './output-buffer.ts'

const textOf = ({ segments }: Line) =>
  segments
    .map(({ text }) => text)
    .join('')
    .replace(/\r$/, '')
const linesOf = (buffer: OutputBuffer) => buffer.blocks().flatMap(({ lines }) => lines)
const fill = (...pieces: string[]) => {
  const buffer = new OutputBuffer()
  for (const piece of pieces) buffer.append('stdout', piece)
  return buffer
}

test('lines are lines, however they arrive', () => {
  expect(linesOf(fill('one\nt', 'w', 'o\n\nfour')).map(textOf)).toEqual(['one', 'two', '', 'four'])
  expect(linesOf(fill('one\r', '\ntwo\r\n')).map(textOf)).toEqual(['one', 'two'])
})

test('a line that is begun anew shows its last state', () => {
  expect(linesOf(fill('10 %\r', '20 %\r30 %', '\rdone\n')).map(textOf)).toEqual(['done'])
})

test('stdout and stderr are told apart, in the order in which they came', () => {
  const buffer = new OutputBuffer()
  buffer.append('stdout', 'a')
  buffer.append('stderr', 'b\n')
  buffer.append('stdout', 'c\n')
  buffer.note('end')
  expect(linesOf(buffer).map((line) => `${line.stream} ${textOf(line)}`)).toEqual([
    'stdout a',
    'stderr b',
    'stdout c',
    'note end',
  ])
})

test('markup is text', () => {
  expect(linesOf(fill('<script>alert(1)</script>\n')).map(textOf)).toEqual(['<script>alert(1)</script>'])
})

test('what is shown is bounded by lines, and what is gone is counted', () => {
  const buffer = fill(Array.from({ length: 50_000 }, (_, at) => `${at}\n`).join(''))
  const lines = linesOf(buffer)
  expect(lines.length).toBeLessThanOrEqual(2_400)
  expect(lines.length + buffer.droppedLines).toBe(50_000)
  expect(textOf(lines.at(-1) ?? lines[0]!)).toBe('49999')
})

test('what is shown is bounded by characters, even without a line end', () => {
  const buffer = fill(...Array.from({ length: 100 }, () => 'x'.repeat(100_000)))
  const shown = linesOf(buffer).reduce((sum, line) => sum + textOf(line).length, 0)
  expect(shown).toBeGreaterThan(100_000)
  expect(shown).toBeLessThan(300_000)
})

test('everything can be downloaded as it was written, escape sequences and all', () => {
  const buffer = fill('\x1b[31m', 'x'.repeat(500_000), '\n')
  buffer.append('stderr', 'other')
  expect(buffer.raw('stdout').join('')).toBe(`\x1b[31m${'x'.repeat(500_000)}\n`)
  expect(buffer.raw('stderr').join('')).toBe('other')
})

test('a block that has not changed stays the same object', () => {
  const buffer = fill('line\n'.repeat(250))
  const before = buffer.blocks()
  buffer.append('stdout', 'more\n')
  const after = buffer.blocks()
  expect(after[0]).toBe(before[0])
  expect(after.at(-1)).not.toBe(before.at(-1))
})

test('ten megabytes, in small pieces or in one, are taken within seconds', () => {
  const line = `${'word '.repeat(15)}\n`
  const started = performance.now()
  fill(line.repeat(10_000_000 / line.length))
  const buffer = new OutputBuffer()
  for (let length = 0; length < 10_000_000; length += line.length) buffer.append('stdout', line)
  expect(performance.now() - started).toBeLessThan(10_000)
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AnsiReader } from './ansi.ts'

const read = (...pieces: string[]) => {
  const reader = new AnsiReader()
  return pieces.flatMap((piece) => reader.read(piece))
}
const textOf = (...pieces: string[]) =>
  read(...pieces)
    .map(({ text }) => text)
    .join('')

test('colours come through', () => {
  expect(read('a\x1b[1;31mred\x1b[0m b')).toEqual([
    { text: 'a', style: {} },
    { text: 'red', style: { bold: true, color: 'red' } },
    { text: ' b', style: {} },
  ])
  expect(read('\x1b[38;5;196mx')[0]?.style).toEqual({ color: 'red' })
  expect(read('\x1b[48;2;10;200;20mx')[0]?.style).toEqual({ background: 'green' })
  expect(read('\x1b[32m', 'x', '\x1b[39my').map(({ style }) => style)).toEqual([{ color: 'green' }, {}])
})

test.each([
  ['moving the cursor', '\x1b[2J\x1b[1;1H\x1b[10A'],
  ['a title', '\x1b]0;owned\x07'],
  ['a title, ended the other way', '\x1b]2;owned\x1b\\'],
  ['a link', '\x1b]8;;https://evil.example\x1b\\'],
  ['the clipboard', '\x1b]52;c;ZXZpbA==\x07'],
  ['a device control string', '\x1bP1$r0m\x1b\\'],
  ['an application command', '\x1b_payload\x1b\\'],
  ['another character set', '\x1b(0\x1b)B'],
  ['a reset', '\x1bc'],
  ['bells, backspaces and nulls', '\x07\x08\x00\x7f'],
  ['C1 controls', '\u009b31m'.slice(0, 1)],
  ['private modes', '\x1b[?1049h\x1b[?2004h'],
])('%s does nothing and shows nothing', (_, sequence) => {
  expect(textOf(`a${sequence}b`)).toBe('ab')
})

test('a sequence may be cut anywhere', () => {
  const whole = 'x\x1b[1;31mred\x1b]0;title\x1b\\y\x1b[0mz'
  for (let at = 1; at < whole.length; at += 1) {
    expect(textOf(whole.slice(0, at), whole.slice(at)), `cut at ${at}`).toBe('xredyz')
  }
})

test('no control character but newline, tab and return is left of anything', () => {
  const piece = fc.string({
    unit: fc.constantFrom(
      '\x1b',
      '[',
      ']',
      'P',
      '0',
      ';',
      'm',
      '\x07',
      '\\',
      '\x9b',
      'a',
      '\n',
      '\r',
      '\x00',
    ),
  })
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
      expect(textOf(...pieces)).not.toMatch(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/)
    }),
  )
})

test('plain text loses nothing, however it is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme-ascii' })), (pieces) => {
      expect(textOf(...pieces)).toBe(pieces.join(''))
    }),
  )
})

test('a sequence that never ends holds nothing back for ever, and costs no more than its length', () => {
  const reader = new AnsiReader()
  const started = performance.now()
  let shown = reader.read('\x1b]0;').length
  for (let at = 0; at < 1_000; at += 1) shown += reader.read('x'.repeat(1_000)).length
  expect(shown).toBeGreaterThan(900)
  expect(performance.now() - started).toBeLessThan(2_000)
})

test('ten megabytes of escape sequences are read within seconds', () => {
  const reader = new AnsiReader()
  const piece = '\x1b[31mx\x1b[0m\x1b]8;;http://x\x07'.repeat(3_000)
  const started = performance.now()
  for (let length = 0; length < 10_000_000; length += piece.length) reader.read(piece)
  expect(performance.now() - started).toBeLessThan(5_000)
})

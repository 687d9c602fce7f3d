import { expect, test } from 'vitest'
import { piecesOf, textOf } from './kept-output.ts'

const base64 = (...bytes: number[]) => Buffer.from(bytes).toString('base64')
const phase = (stdout: string, more: object = {}) => ({ stdout, stderr: '', encoding: 'utf8', ...more })

test('text is shown as it came, and bytes of earlier results as far as they are text', () => {
  expect(textOf(phase('\ufeff<script>'), 'stdout')).toBe('\ufeff<script>')
  expect(textOf(phase(base64(0x68, 0x69, 0xff), { encoding: 'base64' }), 'stdout')).toBe('hi\ufffd')
})

test('a gap stands where bytes are missing, however many of them a character has', () => {
  const omitted = { stdout: { at: 3, bytes: 2048 } }
  expect(piecesOf(phase('éab🐝', { omitted }), 'stdout')).toEqual([
    { text: 'éa' },
    { gap: '… 2 KiB omitted here …' },
    { text: 'b🐝' },
  ])
  expect(textOf(phase('éab', { omitted }), 'stdout')).toBe('éa\n… 2 KiB omitted here …\nb')
  expect(piecesOf(phase('éab', { omitted }), 'stderr')).toEqual([{ text: '' }])
})

test('where output is no text its bytes say where the gap is', () => {
  const raw = { base64: { stdout: base64(0xff, 0x61, 0x62) }, omitted: { stdout: { at: 2, bytes: 1 } } }
  expect(piecesOf(phase('\ufffdab', raw), 'stdout')).toEqual([
    { text: '\ufffda' },
    { gap: '… 1 byte omitted here …' },
    { text: 'b' },
  ])
})

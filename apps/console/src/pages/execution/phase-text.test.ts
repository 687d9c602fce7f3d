import { expect, test } from 'vitest'
import { describeCut, textOf } from './phase-text.ts'

const phaseOf = (stdout: string, encoding: 'utf8' | 'base64') => ({ stdout, stderr: '', encoding })

test('text is shown as it came, and bytes as far as they are text', () => {
  expect(textOf(phaseOf('<script>', 'utf8'), 'stdout')).toBe('<script>')
  expect(textOf(phaseOf(Buffer.from([0x68, 0x69, 0xff]).toString('base64'), 'base64'), 'stdout')).toBe(
    'hi\ufffd',
  )
})

test('what was left out is said per stream, and nothing when all was kept', () => {
  const sizes = { stdoutBytes: 5 * 1024 * 1024, stderrBytes: 10 }
  expect(describeCut({ ...sizes, truncated: { stdout: false, stderr: false } })).toBeUndefined()
  expect(describeCut({ ...sizes, truncated: { stdout: true, stderr: false } })).toBe(
    'The beginning and the end were kept of the 5 MiB on stdout.',
  )
})

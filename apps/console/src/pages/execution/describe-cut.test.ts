import { expect, test } from 'vitest'
import { describeCut } from './describe-cut.ts'

test('what was left out is said per stream, and nothing when all was kept', () => {
  const sizes = { stdoutBytes: 5 * 1024 * 1024, stderrBytes: 10 }
  expect(describeCut({ ...sizes, truncated: { stdout: false, stderr: false } })).toBeUndefined()
  const truncated = { stdout: true, stderr: true }
  expect(describeCut({ ...sizes, truncated })).toBe(
    'Omitted: part of the 5 MiB on stdout and part of the 10 bytes on stderr.',
  )
  const omitted = { stdout: { at: 10, bytes: 2048 }, stderr: { at: 0, bytes: 1 } }
  expect(describeCut({ ...sizes, truncated, omitted })).toBe(
    'Omitted: 2 KiB of the 5 MiB on stdout and 1 byte of the 10 bytes on stderr.',
  )
})

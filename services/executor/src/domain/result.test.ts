import type { CollectedFile } from '@runhive/contracts/execution'
import { expect, test } from 'vitest'
import { toItem } from '../testing/executor.ts'
import { NO_TIMES, toFitting, toResult } from './result.ts'

const succeeded = { status: 'succeeded', message: 'ok' } as const

test('times are told to the microsecond and no finer', () => {
  const times = { takenAt: 0, cellMs: 46.319186000000016, compileMs: 0.0004, runMs: 12.3456 }
  const { timings } = toResult(toItem({}), succeeded, { language: 'python', times })
  expect(timings).toMatchObject({ cellMs: 46.319, compileMs: 0, runMs: 12.346 })
})

test('a gateway whose clock is ahead makes no time negative', () => {
  const item = { ...toItem({}), acceptedAt: new Date(Date.now() + 60_000).toISOString() }
  const times = { takenAt: Date.now(), ...NO_TIMES }
  const { timings } = toResult(item, succeeded, { language: 'python', times })
  expect(timings).toMatchObject({ queuedMs: 0, totalMs: 0 })
})

test('files stay with a result that fits a message, and are left out and counted when it does not', () => {
  const about = { language: 'python', times: { takenAt: 0, ...NO_TIMES } }
  const file = (size: number): CollectedFile => ({
    name: 'a',
    mime: 'text/plain',
    size,
    content: 'x'.repeat(size),
    encoding: 'utf8',
  })
  const small = toResult(toItem({}), { ...succeeded, files: [file(10)] }, about)
  expect(toFitting(small)).toBe(small)
  const large = toResult(
    toItem({}),
    { ...succeeded, files: [file(8 << 20), file(8 << 20)], filesSkipped: 1 },
    about,
  )
  const fitting = toFitting(large)
  expect(fitting.files).toBeUndefined()
  expect(fitting).toMatchObject({ status: 'succeeded', filesSkipped: 3 })
})

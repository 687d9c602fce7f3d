import { expect, test } from 'vitest'
import { toItem } from '../testing/executor.ts'
import { NO_TIMES, toResult } from './result.ts'

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

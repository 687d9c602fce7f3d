import { type CollectedFile, MAX_RESULT_BYTES, type Phase } from '@runhive/contracts/execution-result'
import { expect, test } from 'vitest'
import { toItem } from '../../../testing/executor.ts'
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
  expect(toFitting(small)).toEqual(small)
  const large = toResult(
    toItem({}),
    { ...succeeded, files: [file(8 << 20), file(8 << 20)], filesSkipped: 1 },
    about,
  )
  const fitting = toFitting(large)
  expect(fitting.files).toBeUndefined()
  expect(fitting).toMatchObject({ status: 'succeeded', filesSkipped: 3 })
})

test('output gives way to files until there is as much left of it as every run may expect; then the files stay behind', () => {
  const about = { language: 'python', times: { takenAt: 0, ...NO_TIMES } }
  const run = (character: string): Phase => ({
    ...{ status: 'succeeded', exitCode: 0, signal: null, limit: null, wallMs: 1, cpuMs: 1, memoryBytes: 1 },
    ...{ stdout: character.repeat(8 << 20), stderr: character.repeat(8 << 20), encoding: 'utf8' },
    ...{ truncated: { stdout: false, stderr: false }, stdoutBytes: 8 << 20, stderrBytes: 8 << 20 },
  })
  const finish = (character: string, fileBytes: number) => {
    const content = 'f'.repeat(fileBytes)
    const file: CollectedFile = { name: 'a', mime: 'text/plain', size: fileBytes, content, encoding: 'utf8' }
    const finding = { ...succeeded, run: run(character), files: [file] }
    return toFitting(toResult(toItem({}), finding, about))
  }
  const letters = finish('x', 4 << 20)
  expect(letters.files).toHaveLength(1)
  expect(letters.message).toMatch(/^ok; left out: \S+ MiB of stdout, \S+ MiB of stderr$/)
  expect(letters.run?.stdout.length).toBeGreaterThan(5 << 20)
  const controls = finish('\0', 14 << 20)
  expect(controls).toMatchObject({ filesSkipped: 1, run: { omitted: { stdout: {}, stderr: {} } } })
  for (const result of [letters, controls])
    expect(Buffer.byteLength(JSON.stringify(result))).toBeLessThanOrEqual(MAX_RESULT_BYTES + 100)
})

import { ATTENDANCE_MS } from '@runhive/contracts/execution-control'
import { expect, test } from 'vitest'
import { settle } from '../../testing/clock.ts'
import { openRun as open } from '../../testing/open-run.ts'

test('an interactive run that nobody watches any more is cancelled, and says why', async () => {
  const run = open({ interactive: true })
  await run.clock.advance(ATTENDANCE_MS)
  expect(await run.result).toMatchObject({
    status: 'cancelled',
    message: 'cancelled because nobody had watched it for 15 s',
  })
})

test('it goes on as long as somebody says so', async () => {
  const run = open({ interactive: true })
  for (let word = 0; word < 5; word += 1) {
    await run.clock.advance(ATTENDANCE_MS - 1)
    run.attend()
  }
  expect(run.hasEnded()).toBe(false)
  await run.clock.advance(ATTENDANCE_MS)
  expect((await run.result).status).toBe('cancelled')
})

test.each([
  ['detached', { interactive: true, detached: true }],
  ['not interactive', { interactive: false }],
])('a run that is %s needs nobody to watch it', async (_what, request) => {
  const run = open(request)
  await run.clock.advance(10 * ATTENDANCE_MS)
  expect(run.hasEnded()).toBe(false)
})

test('an executor that leaves ends interactive runs, and waits for the others', async () => {
  const interactive = open({ interactive: true, detached: true })
  const other = open({ interactive: false })
  await settle()
  interactive.stop.abort()
  other.stop.abort()
  expect(await interactive.result).toMatchObject({
    status: 'cancelled',
    message: 'cancelled because the executor was stopped',
  })
  expect(other.hasEnded()).toBe(false)
})

test('one that nobody watches while it waits for a cell is cancelled, which is nobody’s failure', async () => {
  const run = open(
    { interactive: true },
    {
      pool: {
        take: (_image, signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason))
          }),
        status: () => ({}),
        alive: 0,
        failing: false,
        [Symbol.asyncDispose]: async () => undefined,
      },
      onInternalError: () => expect.unreachable(),
    },
  )
  await run.clock.advance(ATTENDANCE_MS)
  expect(await run.result).toMatchObject({ status: 'cancelled', message: 'cancelled before it started' })
})

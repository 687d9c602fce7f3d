import { expect, test } from 'vitest'
import { MAX_CODE, MAX_SHOWN, readFromFrame, readToFrame, shorten } from './protocol.ts'

const snippet = { title: 'Python', code: 'print(1)', theme: 'auto' }
const outcome = { good: true, summary: 'Finished.', stdout: '1\n', stderr: '' }

test('what the two sides say to each other is heard', () => {
  for (const message of [
    { runhive: 'show', snippet },
    { runhive: 'outcome', run: 1, outcome },
  ])
    expect(readToFrame(message)).toBe(message)
  for (const message of [
    { runhive: 'ready' },
    { runhive: 'run', run: 1, code: 'print(1)' },
    { runhive: 'height', height: 120 },
  ])
    expect(readFromFrame(message)).toBe(message)
})

test.each([
  [undefined],
  [null],
  ['ready'],
  [[]],
  [{}],
  [{ runhive: 'ready', more: 1 }],
  [{ runhive: 'run', run: 1 }],
  [{ runhive: 'run', run: -1, code: '' }],
  [{ runhive: 'run', run: 1.5, code: '' }],
  [{ runhive: 'run', run: 1, code: 'x'.repeat(MAX_CODE + 1) }],
  [{ runhive: 'run', run: 1, code: ['x'] }],
  [{ runhive: 'height', height: Number.POSITIVE_INFINITY }],
  [{ runhive: 'height', height: '100%' }],
  [{ runhive: 'show', snippet }],
])('the page around does not hear %j', (message) => {
  expect(readFromFrame(message)).toBeUndefined()
})

test.each([
  [{ runhive: 'ready' }],
  [{ runhive: 'show' }],
  [{ runhive: 'show', snippet: { ...snippet, theme: 'url(x)' } }],
  [{ runhive: 'show', snippet: { ...snippet, html: '<b>' } }],
  [{ runhive: 'show', snippet: { ...snippet, title: 'x'.repeat(101) } }],
  [{ runhive: 'show', snippet: [snippet] }],
  [{ runhive: 'outcome', run: 1, outcome: { ...outcome, stdout: 1 } }],
  [{ runhive: 'outcome', run: 1, outcome: { ...outcome, stdout: 'x'.repeat(MAX_SHOWN + 1) } }],
  [{ runhive: 'outcome', run: 1, outcome, constructor: 1 }],
])('the frame does not hear %j', (message) => {
  expect(readToFrame(message)).toBeUndefined()
})

test('output that is too long is cut to what the frame takes, and says so', () => {
  expect(shorten('x'.repeat(MAX_SHOWN))).toHaveLength(MAX_SHOWN)
  const cut = shorten('x'.repeat(MAX_SHOWN + 1))
  expect(cut.length).toBeLessThanOrEqual(MAX_SHOWN)
  expect(cut).toMatch(/the rest is not shown/)
})

import { expect, test } from 'vitest'
import { isFull, isTransient, JetStreamError } from './api.ts'

const notStored = (description: string) =>
  new JetStreamError('queue.items', { code: 503, err_code: 10077, description })

test.each(['maximum messages exceeded', 'maximum bytes exceeded'])(
  'a stream that says "%s" is full',
  (words) => {
    expect(isFull(notStored(words))).toBe(true)
    expect(isTransient(notStored(words))).toBe(false)
  },
)

test('a disk that is full is not a queue that is full: the server cannot store now, and may again', () => {
  const error = notStored('write /var/lib/nats/1.blk: no space left on device')
  expect(isFull(error)).toBe(false)
  expect(isTransient(error)).toBe(true)
})

import { expect, test } from 'vitest'
import { createLogger, type LoggerOptions, REDACTED } from './log.ts'

function capture(options: Partial<LoggerOptions> = {}) {
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line) }
  return { lines, log: createLogger({ service: 'auth', level: 'info', destination, ...options }) }
}

test('an event is one line holding one JSON object with its level, time and service', () => {
  const { log, lines } = capture({ instance: 'one' })
  log.info({ durationMs: 3, note: 'two\nlines' }, 'answered')
  expect(lines).toHaveLength(1)
  expect(lines[0]?.trimEnd()).not.toContain('\n')
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    service: 'auth',
    instance: 'one',
    durationMs: 3,
    msg: 'answered',
  })
})

test.each(REDACTED)('the value of a field named %s is not logged, at any depth', (field) => {
  const { log, lines } = capture()
  log.info({ [field]: 'hunter2' }, 'top')
  log.info({ request: { headers: [{ [field.toUpperCase()]: ['hunter2'] }] } }, 'deep')
  log.child({ [field]: 'hunter2' }).info('child')
  expect(lines).toHaveLength(3)
  for (const line of lines) expect(line).not.toContain('hunter2')
})

test('one name covers its spellings', () => {
  const { log, lines } = capture()
  log.info({ apiKey: 'hunter2', api_key: 'hunter2', 'X-Api-Key': 'hunter2', keyId: 'k1' }, 'asked')
  expect(lines[0]).not.toContain('hunter2')
  expect(lines[0]).toContain('k1')
})

test('an error is logged with its causes and without its own data', () => {
  const { log, lines } = capture()
  const cause = Object.assign(new Error('refused by the pool'), { code: '53300', detail: 'hunter2' })
  log.error(new Error('while reading a key', { cause }))
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    err: { message: 'while reading a key', cause: { message: 'refused by the pool', code: '53300' } },
  })
  expect(lines[0]).not.toContain('hunter2')
})

test('bytes are counted, and a cycle ends', () => {
  const { log, lines } = capture()
  const cycle: Record<string, unknown> = { bytes: Buffer.from('hunter2') }
  cycle.self = cycle
  log.info({ cycle }, 'round')
  expect(lines[0]).toContain('[7 bytes]')
  expect(lines[0]).not.toContain('hunter2')
})

test('a logger without a list of fields to redact is refused', () => {
  expect(() => createLogger({ service: 'auth', level: 'info', redact: [] })).toThrow(
    /without a list of fields/,
  )
})

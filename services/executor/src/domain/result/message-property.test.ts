import type { Phase } from '@runhive/contracts/execution-result'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toFacts } from '../../../testing/phase-facts.ts'
import { toMessage } from './message.ts'

const MARK = '\u0001written by the program\u0001'
const duration = fc.double({ min: 0, max: 86_400_000, noNaN: true })
const size = fc.integer({ min: 0, max: 2 ** 40 })
const limit = fc.constantFrom('wall', 'cpu', 'memory', 'output', 'fileSize', 'idle', null)
const status = fc.constantFrom<Phase['status']>(
  'succeeded',
  'failed',
  'signaled',
  'timed_out',
  'memory_exceeded',
  'output_exceeded',
  'cancelled',
  'internal_error',
)
const diagnostic = fc.record({
  file: fc.oneof(fc.constant(MARK), fc.string({ minLength: 1, maxLength: 255, unit: 'grapheme' })),
  line: fc.integer({ min: 1 }),
  column: fc.integer({ min: 1 }),
  severity: fc.constantFrom('error', 'warning', 'note'),
  message: fc.constant(MARK),
  code: fc.constant(MARK),
})

test('every message is one short sentence on one line, and repeats nothing that the program wrote', () => {
  const phase = fc.record({
    status,
    limit,
    exitCode: fc.option(fc.integer({ min: 0, max: 255 })),
    signal: fc.option(fc.constantFrom('SIGSEGV', 'SIGXFSZ', 'SIGRTMIN+3')),
    wallMs: duration,
    cpuMs: fc.option(duration),
    stdoutBytes: size,
    stderrBytes: size,
    diagnostics: fc.array(diagnostic, { maxLength: 5 }),
  })
  const limits = fc.record({
    wallMs: duration,
    cpuMs: duration,
    memoryBytes: size,
    outputBytes: size,
    processes: size,
  })
  const spawnError = fc.option(fc.constantFrom('ENOENT', 'EAGAIN', 'ENOMEM', 'E999'), { nil: undefined })
  fc.assert(
    fc.property(phase, limits, spawnError, (phase, limits, spawnError) => {
      const files = phase.diagnostics.map(({ file }) => file).filter((file) => file !== MARK)
      const written = { ...phase, stdout: MARK, stderr: MARK }
      for (const kind of ['program', 'compiler'] as const) {
        const sentence = toMessage(toFacts(written, { limits, spawnError, files }), kind)
        expect(sentence.length).toBeLessThan(300)
        expect(sentence).not.toContain(MARK)
        expect(sentence).not.toMatch(/[\n\r\u2028\u2029]|undefined|NaN|Infinity/)
        if (files.length === 0) expect(sentence).toMatch(/^[a-z](?!.*[.!?](?: |$))/)
      }
    }),
  )
})

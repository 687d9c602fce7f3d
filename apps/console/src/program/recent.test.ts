import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { NO_EXTRAS, type Program } from './program.ts'
import { forgetPrograms, recallProgram, rememberProgram } from './recent.ts'

const programOf = (content: string): Program => ({
  ...NO_EXTRAS,
  runtime: 'python-3.13',
  files: [{ name: 'main.py', content }],
})

beforeEach(() => {
  const stored = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
    removeItem: (key: string) => stored.delete(key),
  })
})
afterEach(() => vi.unstubAllGlobals())

test('a program is found by its execution, and no other', () => {
  rememberProgram('a', programOf('print(1)'))
  rememberProgram('b', programOf('print(2)'))
  expect(recallProgram('a')?.files[0]?.content).toBe('print(1)')
  expect(recallProgram('c')).toBeUndefined()
})

test('a program that is not to be stored is not remembered either', () => {
  rememberProgram('a', { ...programOf('secret'), store: false })
  expect(recallProgram('a')).toBeUndefined()
})

test('the newest are kept: fifty, and a million characters', () => {
  for (let n = 0; n < 60; n += 1) rememberProgram(`n${n}`, programOf('x'))
  expect(recallProgram('n9')).toBeUndefined()
  expect(recallProgram('n10')).toBeDefined()
  rememberProgram('large', programOf('x'.repeat(999_000)))
  expect(recallProgram('large')).toBeDefined()
  expect(recallProgram('n11')).toBeUndefined()
  expect(localStorage.getItem('runhive.program.n11')).toBeNull()
  rememberProgram('too large', programOf('x'.repeat(1_000_001)))
  expect(recallProgram('too large')).toBeUndefined()
})

test('what is forgotten is gone, and nonsense in the storage is nothing', () => {
  rememberProgram('a', programOf('print(1)'))
  forgetPrograms()
  expect(recallProgram('a')).toBeUndefined()
  localStorage.setItem('runhive.recent', '{"a":1}')
  localStorage.setItem('runhive.program.a', '{"runtime":1}')
  expect(recallProgram('a')).toBeUndefined()
  rememberProgram('b', programOf('print(2)'))
  expect(recallProgram('b')).toBeDefined()
})

import { afterEach, expect, test, vi } from 'vitest'
import { dropFormerPrograms } from './former-programs.ts'

afterEach(() => vi.unstubAllGlobals())

test('what earlier consoles remembered is removed, and nothing else', () => {
  const stored: Record<string, unknown> = {
    ...{ 'runhive.recent': '[]', 'runhive.program.a': '{}', 'runhive.draft': '{}', other: '1' },
  }
  const removeItem = (key: string) => delete stored[key]
  vi.stubGlobal(
    'localStorage',
    new Proxy(stored, { get: (_, name) => (name === 'removeItem' ? removeItem : undefined) }),
  )
  dropFormerPrograms()
  expect(Object.keys(stored)).toEqual(['runhive.draft', 'other'])
})

test('storage that is forbidden does no harm', () => {
  vi.stubGlobal('localStorage', undefined)
  expect(dropFormerPrograms).not.toThrow()
})

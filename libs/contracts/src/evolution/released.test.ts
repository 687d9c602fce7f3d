import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { COMMON_CODES } from '../define.ts'
import { boundary } from './boundary.ts'
import { breakingChanges } from './breaking-changes.ts'
import { parseSurface, surfaceOf } from './surface.ts'

const released = parseSurface(readFileSync(join(import.meta.dirname, '../../released.json'), 'utf8'))

test('services deployed with the released contracts work with those of today', () => {
  expect(breakingChanges(released, surfaceOf(boundary))).toEqual([])
})

test('no contract declares a code that every call can end with', () => {
  const declared = boundary.contracts.flatMap(({ procedures }) =>
    Object.values(procedures).flatMap(({ refusals }) => Object.keys(refusals)),
  )

  expect(declared.filter((code) => (COMMON_CODES as ReadonlyArray<string>).includes(code))).toEqual([])
})

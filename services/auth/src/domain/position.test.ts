import * as fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { parseCursor, toCursor } from './position.ts'

vi.setConfig({ testTimeout: 60_000 })

test('a cursor gives the position it was made from', () => {
  const createdAt = fc.date({ min: new Date(0), noInvalidDate: true })
  fc.assert(
    fc.property(createdAt, fc.uuid(), (at, id) => {
      expect(parseCursor(toCursor({ createdAt: at, id }))).toEqual({ createdAt: at, id })
    }),
  )
})

test('text that is no cursor of ours is none, and never an error', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => parseCursor(text) === undefined))
  const encoded = (text: string) => Buffer.from(text).toString('base64url')
  const id = '0b9f1f7e-6a0e-4d53-8a43-3f8f2f1f9d11'
  for (const bad of [
    `9999999999999999.${id}`,
    `-1.${id}`,
    `1.${id}x`,
    `1.5.${id}`,
    id,
    `1.${id.toUpperCase()}`,
  ]) {
    expect(parseCursor(encoded(bad))).toBeUndefined()
  }
})

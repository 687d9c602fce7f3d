import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { createMessageId } from './message-id.ts'

const moment = fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true })

test('an id is a UUID of version 7 with the time in front, whatever the time', () => {
  fc.assert(
    fc.property(moment, (at) => {
      const id = createMessageId(at)
      expect(z.uuidv7().safeParse(id).success).toBe(true)
      expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(at.getTime())
    }),
  )
})

test('an id made later sorts later, and two of one moment differ', () => {
  fc.assert(
    fc.property(moment, fc.integer({ min: 1, max: 1_000_000 }), (at, laterMs) => {
      expect(createMessageId(at) < createMessageId(new Date(at.getTime() + laterMs))).toBe(true)
      expect(createMessageId(at)).not.toBe(createMessageId(at))
    }),
  )
})

test('version and variant survive any random bits', () => {
  for (const byte of [0x00, 0xff]) {
    const id = createMessageId(new Date(0), (count) => new Uint8Array(count).fill(byte))
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  }
})

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseCursor, toCursor } from './cursor.ts'

const position = fc.record({
  createdAt: fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }),
  id: fc.uuid(),
})

test('every position comes back from its cursor, which fits the contract', () => {
  fc.assert(
    fc.property(position, (at) => {
      expect(parseCursor(toCursor(at))).toEqual(at)
      expect(toCursor(at).length).toBeLessThanOrEqual(128)
    }),
  )
})

test('text that is no cursor of ours is refused, and never throws', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 128 }), (text) => parseCursor(text) === undefined),
  )
})

const encode = (text: string) => Buffer.from(text).toString('base64url')
const ID = '0b9f1f7e-6a0e-4d53-8a43-3f8f2f1f9d11'
test.each([
  ['empty', ''],
  ['no id', encode('1')],
  ['a negative time', encode(`-1.${ID}`)],
  ['a time past all times', encode(`999999999999999999.${ID}`)],
  ['a fraction', encode(`1.5.${ID}`)],
  ['not an id', encode(`1.${ID}'`)],
  ['something after it', encode(`1.${ID} or true`)],
  ['an upper-case id', encode(`1.${ID.toUpperCase()}`)],
  ['a leading zero', encode(`01.${ID}`)],
  ['another spelling of base64', `${encode(`1.${ID}`)}=`],
])('%s is no cursor', (_name, cursor) => {
  expect(parseCursor(cursor)).toBeUndefined()
})

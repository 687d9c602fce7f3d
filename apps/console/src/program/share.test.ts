import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NO_EXTRAS, type Program } from './program.ts'
import { fromFragment, isShared, MAX_FRAGMENT, toFragment } from './share.ts'

const program: Program = {
  ...NO_EXTRAS,
  runtime: 'python-3.13',
  files: [
    { name: 'main.py', content: 'print("ä€😀 <script>")\n' },
    { name: 'a/b.py', content: '' },
  ],
  stdin: 'x\n',
  args: ['-n', "it's"],
  limits: { wallMs: 1_500 },
  collect: ['*.png'],
  interactive: true,
  store: false,
}

const pack = (value: unknown) =>
  `code=${deflateRawSync(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')}`

test('a shared program is the same program', async () => {
  const fragment = (await toFragment(program)) ?? ''
  expect(fragment).toMatch(/^code=[\w-]+$/)
  expect(await fromFragment(`#${fragment}`)).toEqual(program)
})

test('any text survives sharing', async () => {
  const anything = fc.string({ unit: 'grapheme', maxLength: 300 })
  await fc.assert(
    fc.asyncProperty(anything, anything, async (content, stdin) => {
      const shared: Program = { ...program, files: [{ name: 'f', content }], stdin }
      expect(await fromFragment((await toFragment(shared)) ?? '')).toEqual(shared)
    }),
    { numRuns: 50 },
  )
})

test.each([
  ['nothing', ''],
  ['another fragment', '#main'],
  ['no base64', '#code=%%%'],
  ['what is not packed', '#code=aGVsbG8'],
  ['no JSON', pack('{"runtime":')],
  ['no program', pack([1, 2, 3])],
  ['null', pack('null')],
  ['no files', pack({ runtime: 'c', files: [] })],
  ['a file that is none', pack({ runtime: 'c', files: [{ name: 'a' }] })],
  ['a file outside the work folder', pack({ runtime: 'c', files: [{ name: '../a', content: '' }] })],
  ['a file named twice', pack({ runtime: 'c', files: Array(2).fill({ name: 'a', content: '' }) })],
  ['an object for a language', pack({ runtime: {}, files: [{ name: 'a', content: '' }] })],
])('%s is no program', async (_, hash) => {
  expect(await fromFragment(hash)).toBeUndefined()
})

test('what unpacks to more than a program may be is refused while it is unpacked', async () => {
  // JSON may end in any amount of white space: without a limit all of it would be decompressed and accepted.
  const bomb = pack(JSON.stringify(program) + ' '.repeat(20_000_000))
  expect(bomb.length).toBeLessThan(MAX_FRAGMENT)
  expect(await fromFragment(bomb)).toBeUndefined()
})

test('a fragment brings nothing but a program: unknown fields, prototypes and odd types are left behind', async () => {
  const odd = `{"__proto__":{"polluted":true},"runtime":"c","files":[{"name":"a","content":"b","extra":1}],
    "args":["x",7,null],"limits":{"wallMs":-1,"cpuMs":2.5,"memoryBytes":"9","processes":3,"other":1},"collect":"x","store":0,"interactive":"yes"}`
  expect(await fromFragment(pack(odd))).toEqual({
    ...NO_EXTRAS,
    runtime: 'c',
    files: [{ name: 'a', content: 'b' }],
    args: ['x'],
    limits: { processes: 3 },
    store: true,
  })
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})

test('a program that is too long for an address is not put into one', async () => {
  const random = Array.from({ length: 60_000 }, (_, index) =>
    String.fromCharCode(33 + (((index * 7_919) ^ (index >> 3)) % 90)),
  ).join('')
  expect(await toFragment({ ...program, files: [{ name: 'a', content: random }] })).toBeUndefined()
})

test('a shared program is told from other fragments', () => {
  expect([isShared('#code=x'), isShared('#main'), isShared('')]).toEqual([true, false, false])
})

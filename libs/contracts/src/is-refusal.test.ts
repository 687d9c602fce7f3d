import { expect, test } from 'vitest'
import * as z from 'zod'
import { contract, isRefusal, RpcError } from './define.ts'

const till = contract('till', {
  pay: {
    input: z.object({}),
    output: z.object({}),
    refusals: { POOR: z.object({ missing: z.int() }), CLOSED: z.object({}) },
    timeoutMs: 1_000,
  },
})
const poor = new RpcError('POOR', { data: { missing: 3 } })

test('a refusal is recognised by its code, and its data has the declared type', () => {
  expect(isRefusal(till, 'pay', poor, 'POOR') && poor.data.missing).toBe(3)
})

test.each([
  ['another code', new RpcError('CLOSED', { data: {} })],
  ['data of another shape, of another contract with such a code', new RpcError('POOR', { data: {} })],
  ['another error with that code', Object.assign(new Error(), { code: 'POOR', data: { missing: 3 } })],
  ['nothing', undefined],
])('%s is not that refusal', (_name, error) => {
  expect(isRefusal(till, 'pay', error, 'POOR')).toBe(false)
})

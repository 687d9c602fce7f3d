import { auth } from '@runhive/contracts/auth'
import { contact } from '@runhive/contracts/contact'
import { COMMON_CODES, RpcError } from '@runhive/contracts/define'
import { executor } from '@runhive/contracts/executor'
import { history } from '@runhive/contracts/history'
import { TRPCError } from '@trpc/server'
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { ANSWERS } from './answers.ts'
import { GatewayError, toPublicError } from './errors.ts'

const declared = [auth, contact, executor, history].flatMap(({ procedures }) =>
  Object.values(procedures).flatMap(({ refusals }) => Object.keys(refusals)),
)

test.each([...COMMON_CODES, ...declared])('%s from a service has an answer of its own', (code) => {
  const answer = toPublicError(new RpcError(code))
  expect(answer.defect).toBe(code === 'INTERNAL')
  expect(answer.status).toBeGreaterThanOrEqual(400)
  expect(answer.message).toMatch(/^\S.*\.$/)
})

test('a code of a newer service that this gateway does not know tells nothing', () => {
  expect(toPublicError(new RpcError('BRAND_NEW', { message: 'secret' }))).toMatchObject({
    status: 500,
    code: 'INTERNAL',
    message: ANSWERS.INTERNAL.message,
    defect: true,
  })
})

test.each([
  ['an error', new Error('the password is hunter2')],
  ['a system error', Object.assign(new Error('connect ECONNREFUSED 10.0.0.7'), { code: 'ECONNREFUSED' })],
  ['a string', 'hunter2'],
  ['nothing', undefined],
  ['a zod error outside of an input', new z.ZodError([])],
  ['an error inside of tRPC', new TRPCError({ code: 'INTERNAL_SERVER_ERROR', message: 'hunter2' })],
])('%s that nobody meant for callers becomes INTERNAL and nothing else', (_, thrown) => {
  expect(toPublicError(thrown)).toMatchObject({
    status: 500,
    code: 'INTERNAL',
    message: ANSWERS.INTERNAL.message,
    details: {},
    defect: true,
  })
})

test.each(Object.keys(TRPC_ERROR_CODES_BY_KEY))(
  "tRPC's own %s is answered with its own status or as a defect",
  (key) => {
    const code = key as keyof typeof TRPC_ERROR_CODES_BY_KEY
    const answer = toPublicError(new TRPCError({ code, message: 'hunter2' }))
    expect(answer.message).not.toContain('hunter2')
    expect(answer.status === 500).toBe(answer.defect)
  },
)

describe('a busy service', () => {
  test('says when to come back, in its own words if it has any', () => {
    expect(toPublicError(new RpcError('OVERLOADED', { data: { retryAfterMs: 7_500 } }))).toMatchObject({
      status: 503,
      retryAfterMs: 7_500,
      details: { retryAfterMs: 7_500 },
    })
    expect(toPublicError(new GatewayError('QUEUE_FULL')).retryAfterMs).toBe(ANSWERS.QUEUE_FULL.retryAfterMs)
  })
})

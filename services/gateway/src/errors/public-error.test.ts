import { auth } from '@runhive/contracts/auth'
import { contact } from '@runhive/contracts/contact'
import { COMMON_CODES, RpcError } from '@runhive/contracts/define'
import { executor } from '@runhive/contracts/executor'
import { history } from '@runhive/contracts/history'
import { TRPCError } from '@trpc/server'
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { ERROR_TABLE } from './error-table.ts'
import { GatewayError } from './gateway-error.ts'
import { toPublicError } from './public-error.ts'

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
    message: ERROR_TABLE.INTERNAL.message,
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
    message: ERROR_TABLE.INTERNAL.message,
    details: {},
    defect: true,
  })
})

test.each<[string, number, 'TOO_LARGE' | 'BAD_REQUEST']>([
  ['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', 413, 'TOO_LARGE'],
  ['WS_ERR_INVALID_UTF8', 400, 'BAD_REQUEST'],
  ['WS_ERR_EXPECTED_MASK', 400, 'BAD_REQUEST'],
])('what a client sends over a socket is no defect of ours: %s', (code, status, told) => {
  const cause = Object.assign(new RangeError('said by the parser'), { code })
  const thrown = new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause })
  expect(toPublicError(thrown)).toMatchObject({
    status,
    code: told,
    message: ERROR_TABLE[told].message,
    defect: false,
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
    expect(toPublicError(new GatewayError('QUEUE_FULL')).retryAfterMs).toBe(
      ERROR_TABLE.QUEUE_FULL.retryAfterMs,
    )
  })
})

test.each([
  ['quota', 'account', 'The daily quota of your account, 50 executions, is used up.'],
  [
    'concurrency',
    'key',
    'At most 50 executions of this key may be unfinished at once; try again when one has finished.',
  ],
  ['rate', 'ip', 'Too many requests from your address; try again later.'],
])(
  'a limit of kind %s of %s is said in a sentence, with what was reached and when to come back',
  (limit, of, message) => {
    const data = { limit, of, maximum: 50, retryAfterMs: 7_000, rate: { secret: true } }
    expect(toPublicError(new RpcError('LIMITED', { data }))).toMatchObject({
      status: 429,
      code: 'RATE_LIMITED',
      message,
      details: { limit, of, maximum: 50, retryAfterMs: 7_000 },
      retryAfterMs: 7_000,
    })
  },
)

test.each([
  ['origin', /^This browser key works only on pages of its listed origins/],
  ['ip', 'This key may not be used from your address.'],
  ['executions', /^This key is not allowed to do that: a browser key can only run code/],
  ['keys', 'An API key cannot manage keys: sign in to do that.'],
  ['account', /^An API key cannot read or change the account/],
  ['admin', /^Only a signed-in operator/],
  ['brand new', 'You are not allowed to do that.'],
  ['constructor', 'You are not allowed to do that.'],
])('who lacks %s is told so', (scope, message) => {
  const error = toPublicError(new RpcError('FORBIDDEN', { data: { scope, rate: { secret: true } } }))
  expect(error).toMatchObject({ status: 403, message: expect.stringMatching(message), details: { scope } })
})

test('what is wrong with a key is told like any bad input', () => {
  const issues = [{ code: 'too_many', path: ['allowance', 'burst'], message: 'must be at most 50' }]
  expect(toPublicError(new RpcError('BAD_KEY', { data: { issues } }))).toMatchObject({
    status: 400,
    code: 'BAD_INPUT',
    message: 'allowance.burst must be at most 50',
    details: { issues },
  })
})

test('only what is meant for callers of a refusal leaves', () => {
  const data = { maximum: 3, secret: 'hunter2', plans: ['free'], reason: 'denied', scope: 'x', rate: {} }
  for (const code of declared) {
    expect(JSON.stringify(toPublicError(new RpcError(code, { data })))).not.toContain('hunter2')
  }
  expect(toPublicError(new RpcError('TOO_MANY_KEYS', { data })).details).toEqual({ maximum: 3 })
  expect(toPublicError(new RpcError('NO_SUCH_PLAN', { data })).details).toEqual({ plans: ['free'] })
})

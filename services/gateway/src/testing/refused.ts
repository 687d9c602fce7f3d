import { expect } from 'vitest'
import type { Answer, TestGateway } from './gateway.ts'

/** The one answer that a bad request gets. A text is the whole message. */
export interface Refusal {
  readonly status: number
  readonly code: string
  readonly message: string | RegExp
}

export function bad(message: string | RegExp): Refusal {
  return { status: 400, code: 'BAD_INPUT', message }
}

export function tooLarge(message: string | RegExp): Refusal {
  return { status: 413, code: 'TOO_LARGE', message }
}

/** Asks for it over REST and tRPC: both refuse in the same words, nothing is queued, and no slot stays. */
export async function expectRefused(gateway: TestGateway, body: unknown, expected: Refusal): Promise<void> {
  const rest = await gateway.ask('/api/v1/executions', { method: 'POST', json: body })
  const trpc = await gateway.ask('/trpc/executions.submit', { method: 'POST', json: body })
  expectError(rest, expected)
  const { error } = trpc.body as unknown as { error: { message: string; data: Answer } }
  expectError({ status: trpc.status, body: error.data }, expected)
  expect(error.data).toMatchObject({ details: rest.body.details })
  expect(await gateway.queued()).toBe(0)
  await expect.poll(() => gateway.auth.slots.size).toBe(0)
}

function expectError(answer: { status: number; body: Answer }, { status, code, message }: Refusal) {
  const { body } = answer
  expect({ status: answer.status, code: body.code }).toEqual({ status, code })
  expect(body.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message))
  expect(body.requestId).toMatch(/^\S{8,}$/)
  expect(body.details).toBeTypeOf('object')
}

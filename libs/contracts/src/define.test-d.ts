import * as z from 'zod'
import { type Client, contract, type Handler, type Handlers, isRefusal, type RefusalCode } from './define.ts'
import type { executionControl } from './execution-control.ts'

/** What must not compile. Checked by `tsc`; nothing here runs. */
const till = contract('till', {
  pay: {
    input: z.object({ cents: z.int(), note: z.string().default('') }),
    output: z.object({ receipt: z.string(), at: z.string().default('now') }),
    refusals: { POOR: z.object({ missing: z.int() }) },
    timeoutMs: 1_000,
  },
  open: { input: z.object({}), output: z.object({}), refusals: {}, timeoutMs: 1_000 },
})
type Till = typeof till
type Pay = Handler<Till['procedures']['pay']>
declare const client: Client<Till>

export const declaredRefusal: Pay = async (_input, call) => {
  throw call.refusal('POOR', { missing: 3 })
}

export const undeclaredRefusal: Pay = async (_input, call) => {
  // @ts-expect-error the contract does not declare this refusal
  throw call.refusal('NOPE', { missing: 3 })
}

export const commonCodeAsRefusal: Pay = async (_input, call) => {
  // @ts-expect-error only the mesh says OVERLOADED
  throw call.refusal('OVERLOADED', { missing: 3 })
}

export const wrongRefusalData: Pay = async (_input, call) => {
  // @ts-expect-error the data of this refusal is a number
  throw call.refusal('POOR', { missing: 'three' })
}

export const refusalWithoutAny: Handler<Till['procedures']['open']> = async (_input, call) => {
  // @ts-expect-error this procedure never refuses
  throw call.refusal('POOR', { missing: 3 })
}

export const defaultsAreFilledIn: Pay = async ({ note }) => ({ receipt: note.toUpperCase() })

// @ts-expect-error the output lacks its receipt
export const wrongOutput: Pay = async () => ({ at: 'now' })

// @ts-expect-error a handler is missing
export const missingHandler: Handlers<Till> = { pay: defaultsAreFilledIn }

export const allHandlers: Handlers<Till> = { pay: defaultsAreFilledIn, open: async () => ({}) }

export const tooManyHandlers: Handlers<Till> = {
  ...allHandlers,
  // @ts-expect-error the contract has no such procedure
  close: async () => ({}),
}

export const right: Promise<{ receipt: string; at: string }> = client.pay({ cents: 5 })

// @ts-expect-error cents is a number
export const wrongInput = client.pay({ cents: '5' })

// @ts-expect-error cents is required
export const missingInput = client.pay({})

// @ts-expect-error the contract has no such procedure
export const unknownProcedure = client.refund({ cents: 5 })

// @ts-expect-error a call's scope is relative time, never a date
export const wrongScope = client.pay({ cents: 5 }, { deadline: new Date() })

export const caught = (error: unknown): number =>
  isRefusal(till, 'pay', error, 'POOR') ? error.data.missing : 0

// @ts-expect-error the contract does not declare this refusal
export const undeclaredCode = (error: unknown) => isRefusal(till, 'pay', error, 'NOPE')

// @ts-expect-error another procedure declares it
export const codeOfAnother = (error: unknown) => isRefusal(till, 'open', error, 'POOR')

// @ts-expect-error a common code is no refusal
export const commonCode = (error: unknown) => isRefusal(till, 'pay', error, 'UNAVAILABLE')

// @ts-expect-error the contract has no such procedure
export const codeOfUnknown = (error: unknown) => isRefusal(till, 'refund', error, 'POOR')

export const wrongCaughtData = (error: unknown): string => {
  if (!isRefusal(till, 'pay', error, 'POOR')) return ''
  // @ts-expect-error the data of this refusal is a number
  return error.data.missing
}

export const codes: Record<RefusalCode<typeof executionControl>, number> = {
  STDIN_CLOSED: 409,
  NO_TERMINAL: 409,
}

// @ts-expect-error NO_TERMINAL is missing: a new code must be decided upon
export const incompleteCodes: Record<RefusalCode<typeof executionControl>, number> = { STDIN_CLOSED: 409 }

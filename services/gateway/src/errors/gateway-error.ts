import type * as z from 'zod'
import { describeIssues, type Issue, toShortIssues } from '../domain/issues.ts'
import type { ErrorCode } from './error-codes.ts'
import { ERROR_TABLE } from './error-table.ts'

/** An error whose message and details are meant for the caller. */
export class GatewayError extends Error {
  readonly code: ErrorCode
  readonly details: Readonly<Record<string, unknown>>
  constructor(
    code: ErrorCode,
    options: { message?: string; details?: Readonly<Record<string, unknown>>; cause?: unknown } = {},
  ) {
    super(options.message ?? ERROR_TABLE[code].message, { cause: options.cause })
    this.name = 'GatewayError'
    this.code = code
    this.details = options.details ?? {}
  }
}

/** The caller's input does not fit: one sentence about the first issue, and all of them in the details. */
export function badInput(issues: readonly Issue[]): GatewayError {
  const shortened = toShortIssues(issues)
  return new GatewayError('BAD_INPUT', { message: describeIssues(shortened), details: { issues: shortened } })
}

/** With more the answer could be larger than the request. */
export const MAX_ISSUES = 20

export const toIssues = (error: z.ZodError): Issue[] =>
  error.issues
    .slice(0, MAX_ISSUES)
    .map(({ code, path, message }) => ({ code, path: path.map(toPathPart), message }))

const toPathPart = (part: PropertyKey) => (typeof part === 'number' ? part : String(part))

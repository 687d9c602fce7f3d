import { type ExecutionRequest, MAX_FILES_BYTES, MAX_STDIN_BYTES } from '@runhive/contracts/execution'
import type { WorkItem } from '@runhive/contracts/executions'
import type { Runtime } from '@runhive/contracts/executor'
import type { Catalogue } from '../catalogue.ts'
import { isBase64, sourceBytes } from '../domain/files.ts'
import type { Issue } from '../domain/issues.ts'
import { decideLimits } from '../domain/limits.ts'
import { badInput, GatewayError } from '../errors.ts'

/** Whose execution it will be, under which id, and how long its record is kept. */
export type Asker = Pick<WorkItem, 'accountId' | 'id' | 'retentionDays'>

/**
 * Checks a request against the live catalogue and decides everything an executor needs to know. Nothing is queued yet.
 * Refuses with `BAD_INPUT` (400) what does not fit, `TOO_LARGE` (413) what is too much.
 */
export async function planExecution(
  catalogue: Catalogue,
  request: ExecutionRequest,
  asker: Asker,
): Promise<WorkItem> {
  assertEncodings(request)
  assertSizes(request)
  const runtime = await catalogue.resolve(request)
  const { limits, compileLimits } = decideBoth(request, runtime)
  return {
    ...asker,
    acceptedAt: new Date().toISOString(),
    runtime: runtime.id,
    request,
    limits,
    compileLimits,
  }
}

function assertEncodings({ files = [] }: ExecutionRequest): void {
  const issues = files.flatMap((file, index): Issue[] => {
    if (file.encoding === 'utf8' || isBase64(file.content)) return []
    return [{ code: 'invalid_base64', path: ['files', index, 'content'], message: 'must be padded base64' }]
  })
  if (issues.length > 0) throw badInput(issues)
}

function assertSizes(request: ExecutionRequest): void {
  assertSize(request.source === undefined ? 'files' : 'source', sourceBytes(request), MAX_FILES_BYTES)
  assertSize('stdin', Buffer.byteLength(request.stdin), MAX_STDIN_BYTES)
}

function assertSize(field: string, bytes: number, maximum: number): void {
  if (bytes <= maximum) return
  throw new GatewayError('TOO_LARGE', {
    message: `${field} must be at most ${maximum} bytes; it is ${bytes}`,
    details: { field, maximum, bytes },
  })
}

function decideBoth(request: ExecutionRequest, runtime: Runtime) {
  const run = decideLimits('limits', request.limits, runtime.limits)
  const compile = decideLimits('compileLimits', request.compileLimits, runtime.compileLimits)
  const issues = [...run.issues, ...compile.issues]
  if (issues.length > 0) throw badInput(issues)
  return { limits: run.limits, compileLimits: compile.limits }
}

import type { Target } from '../../ask.ts'

/** A call that a well-behaved client makes repeatedly. */
export interface HonestCall extends Partial<Disposable> {
  readonly name: string
  /** The interval between calls, however earlier calls end. */
  readonly everyMs: number
  /** Makes one call. Rejects with the reason when the answer is wrong. */
  call(): Promise<void>
}

/** How long an honest caller waits before it gives up, milliseconds. */
export const CALL_TIMEOUT_MS = 20_000

export type MakeHonestCall = (target: Target) => HonestCall

/** An answer that is an error: its message is `503 QUEUE_FULL`. */
export async function assertGood(response: Response): Promise<void> {
  if (response.ok) return
  const body: unknown = await response.json().catch(() => undefined)
  const code = typeof body === 'object' && body !== null && 'code' in body ? ` ${body.code}` : ''
  throw new Error(`${response.status}${code}`)
}

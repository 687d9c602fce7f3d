import type { Target } from '../../ask.ts'

/** Something that somebody who means no harm does again and again. */
export interface HonestCall extends Partial<Disposable> {
  readonly name: string
  /** How often, whatever became of the calls before. */
  readonly everyMs: number
  /** Does it once. Rejects when the answer is not what it should be, with the reason. */
  call(): Promise<void>
}

/** How long an honest caller waits before it gives up, milliseconds. */
export const PATIENCE_MS = 20_000

export type MakeHonestCall = (target: Target) => HonestCall

/** An answer that is an error: its message is `503 QUEUE_FULL`. */
export async function assertGood(response: Response): Promise<void> {
  if (response.ok) return
  const body: unknown = await response.json().catch(() => undefined)
  const code = typeof body === 'object' && body !== null && 'code' in body ? ` ${body.code}` : ''
  throw new Error(`${response.status}${code}`)
}

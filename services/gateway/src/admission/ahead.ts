import { RpcError } from '@runhive/contracts/define'
import type { Admitted, Asked } from './admission.ts'

/**
 * Admissions asked for before the calls they belong to have begun. Disposing gives back those that no call has taken.
 */
export interface Ahead extends Disposable {
  /**
   * The admission of a batch's call, once; undefined when there is none for it. Rejects with `CANCELLED` when it was
   * given back.
   */
  take(index: number): Promise<Admitted> | undefined
}

/**
 * Asks for all calls of a batch at once. The head of a streamed batch is written before its first call has begun, and
 * it must say where the caller stands with its limits. Resolves when all have been answered, whatever the answers.
 */
export async function askAhead(
  calls: ReadonlyArray<Asked & { readonly index: number }>,
  admit: (asked: Asked) => Promise<Admitted>,
): Promise<Ahead> {
  const asked = new Map(calls.map((call) => [call.index, admit(call)]))
  await Promise.allSettled(asked.values())
  let isOver = false
  return {
    take(index) {
      const admitted = asked.get(index)
      if (admitted && isOver) return Promise.reject(new RpcError('CANCELLED'))
      asked.delete(index)
      return admitted
    },
    [Symbol.dispose]() {
      isOver = true
      for (const admitted of asked.values()) {
        void admitted.then(
          ({ lease }) => lease?.[Symbol.dispose](),
          () => undefined,
        )
      }
    },
  }
}

import { RpcError } from '@runhive/contracts/define'
import type { AdmissionCall, Admitted } from './admission.ts'

/**
 * Admissions decided before the calls they belong to have begun. Disposing gives back those that no call has taken.
 */
export interface BatchAdmission extends Disposable {
  /**
   * The admission of a batch's call, once; undefined when there is none for it. Rejects with `CANCELLED` when it was
   * given back.
   */
  take(index: number): Promise<Admitted> | undefined
}

/**
 * Asks for all calls of a batch at once. The head of a streamed batch is written before its first call has begun, and
 * it must carry the rate limit headers. Resolves when all have been answered, refusals too.
 */
export async function admitBatch(
  calls: ReadonlyArray<AdmissionCall & { readonly index: number }>,
  admit: (call: AdmissionCall) => Promise<Admitted>,
): Promise<BatchAdmission> {
  const admissions = new Map(calls.map((call) => [call.index, admit(call)]))
  await Promise.allSettled(admissions.values())
  let isOver = false
  return {
    take(index) {
      const admitted = admissions.get(index)
      if (admitted && isOver) return Promise.reject(new RpcError('CANCELLED'))
      admissions.delete(index)
      return admitted
    },
    [Symbol.dispose]() {
      isOver = true
      for (const admitted of admissions.values()) {
        void admitted.then(
          ({ slot }) => slot?.[Symbol.dispose](),
          () => undefined,
        )
      }
    },
  }
}

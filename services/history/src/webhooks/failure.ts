/**
 * Why a try did not deliver. `forbidden` and `address`: we do not send there, and trying again would not change that.
 * `gone`: the receiver wants no more of them. Everything else is tried again.
 */
export type FailureKind =
  | 'forbidden'
  | 'address'
  | 'gone'
  | 'name'
  | 'connection'
  | 'tls'
  | 'timeout'
  | 'redirect'
  | 'answer'
  | 'status'

/** `message` is for the account: one plain sentence that reveals nothing about our side. */
export class DeliveryFailure extends Error {
  readonly kind: FailureKind
  constructor(kind: FailureKind, message: string, options: { cause?: unknown } = {}) {
    super(message, options)
    this.name = 'DeliveryFailure'
    this.kind = kind
  }
}

export function isFinal(kind: FailureKind): boolean {
  return kind === 'forbidden' || kind === 'address' || kind === 'gone'
}

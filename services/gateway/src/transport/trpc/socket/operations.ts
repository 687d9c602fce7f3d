import { createRefusalCache } from '../../../admission/refusal-cache.ts'
import { createGate, type Gate } from '../../../domain/gate.ts'
import { GatewayError } from '../../../errors/gateway-error.ts'
import type { SocketOperations } from '../../../procedure/context.ts'

export interface OperationsOptions {
  readonly address: string
  /** Under way at once on this socket. */
  readonly maximum: number
  /** Places under way by address. */
  readonly ofAddress: Gate
  /** The same in all. */
  readonly ofAll: Gate
  /** An operation begins, though it may have to wait. */
  readonly begin: () => Disposable
  readonly isClosed: () => boolean
  /** A caller has authenticated. */
  readonly onKnown: () => void
  readonly onRefused: () => void
}

/**
 * Places are taken from the narrowest limit to the widest, so that no socket or address has more than its share of the
 * waiters.
 */
export function createOperations(options: OperationsOptions): SocketOperations {
  const { address, ofAddress, ofAll } = options
  const ofSocket = createGate(options.maximum)
  const way = [() => ofSocket.enter(''), () => ofAddress.enter(address), () => ofAll.enter('')]
  return {
    refusals: createRefusalCache(),
    async enter() {
      using entering = new DisposableStack()
      entering.use(options.begin())
      for (const enter of way) {
        entering.use(await enter())
        if (options.isClosed()) throw new GatewayError('CANCELLED')
      }
      return entering.move()
    },
    admitted({ credential }) {
      // A signed-out caller has not authenticated.
      if (credential.kind !== 'anonymous') options.onKnown()
    },
    answered(status) {
      if (status >= 400 && status < 500) options.onRefused()
    },
  }
}

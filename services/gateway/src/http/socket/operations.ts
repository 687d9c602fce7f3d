import { createRefusals } from '../../admission/refusals.ts'
import type { SocketOperations } from '../../context.ts'
import { GatewayError } from '../../errors.ts'
import { createGate, type Gate } from './gate.ts'

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
  /** A caller has proved who it is. */
  readonly onKnown: () => void
  readonly onRefused: () => void
}

/**
 * The places are taken from the small to the large, so that who waits for one of the large has only its share of
 * those who wait.
 */
export function createOperations(options: OperationsOptions): SocketOperations {
  const { address, ofAddress, ofAll } = options
  const ofSocket = createGate(options.maximum)
  const way = [() => ofSocket.enter(''), () => ofAddress.enter(address), () => ofAll.enter('')]
  return {
    refusals: createRefusals(),
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
      // Whoever is signed out has proved nothing.
      if (credential.kind !== 'anonymous') options.onKnown()
    },
    answered(status) {
      if (status >= 400 && status < 500) options.onRefused()
    },
  }
}

import type { IncomingMessage } from 'node:http'
import { GatewayError } from '../../../errors/gateway-error.ts'
import type { Budget, Holder, Room } from '../bytes/budget.ts'
import { giveUp } from './drain-body.ts'

/** What requests hold of the budget of bodies: from the time their headers have come until they have been answered. */
export interface Rooms {
  /**
   * Takes room for the body of a request. Refuses as the budget does, and with `CANCELLED` when its caller has gone.
   */
  enter(request: IncomingMessage, bytes: number): Room
  /** Its caller has been admitted. */
  welcome(request: IncomingMessage): void
  /** It has been answered, or its caller has gone. */
  leave(request: IncomingMessage): void
}

export function createRooms(budget: Budget, holderOf: (request: IncomingMessage) => Holder): Rooms {
  const rooms = new WeakMap<IncomingMessage, Room>()
  const gone = new WeakSet<IncomingMessage>()
  return {
    enter(request, bytes) {
      if (gone.has(request)) throw new GatewayError('CANCELLED')
      const room = orGiveUp(request, () => budget.enter(holderOf(request), bytes))
      rooms.set(request, room)
      return { ...room, resize: (next) => orGiveUp(request, () => room.resize(next)) }
    },
    welcome: (request) => rooms.get(request)?.welcome(),
    leave(request) {
      gone.add(request)
      rooms.get(request)?.[Symbol.dispose]()
      rooms.delete(request)
    },
  }
}

/** A body that there is no room for is not read: that would be more work when there is too much already. */
function orGiveUp<T>(request: IncomingMessage, take: () => T): T {
  try {
    return take()
  } catch (refusal) {
    giveUp(request)
    throw refusal
  }
}

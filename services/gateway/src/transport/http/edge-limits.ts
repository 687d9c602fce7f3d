import type { IncomingMessage } from 'node:http'
import { countedAs } from '@runhive/process/address'
import type { FastifyInstance } from 'fastify'
import { createRooms, type Rooms } from './body/body-rooms.ts'
import type { BodyOptions } from './body/json-parser.ts'
import { createPace } from './body/pace.ts'
import { boundAnswers } from './bytes/answers.ts'
import { createBudget, type Holder } from './bytes/budget.ts'
import { type ClientAddress, createProxyTrust } from './caller/client-address.ts'
import { createKnownCallers } from './connections/known-callers.ts'
import { type Connections, limitConnections } from './connections/limit-connections.ts'

/** The limits of the edge: connections are counted by the connected peer, bytes by the client's address. */
export interface EdgeLimits extends Disposable {
  readonly rooms: Rooms
  readonly body: BodyOptions
  /** Bytes of bodies and of answers in memory. */
  readonly held: { bodies(): number; answers(): number }
  /** Applies them to a server's connections and answers. */
  guard(app: FastifyInstance): Connections
}

export interface EdgeSettings {
  readonly bodyLimitBytes: number
  readonly maxBytesInFlight: number
  readonly maxConnections: number
  readonly maxConnectionsPerIp: number
  readonly trustProxy: readonly string[]
}

/** A result travels as one message of the mesh, bytes. */
const LARGEST_ANSWER = 16 * 1024 * 1024

export function createEdgeLimits(settings: EdgeSettings, addressOf: ClientAddress): EdgeLimits {
  const known = createKnownCallers()
  const holderOf = (request: IncomingMessage): Holder => {
    const address = countedAs(addressOf(request))
    return { address, known: known.has(address) }
  }
  const total = settings.maxBytesInFlight
  const bodies = createBudget({ total, largest: settings.bodyLimitBytes })
  const answers = createBudget({ total, largest: LARGEST_ANSWER })
  const rooms = createRooms(bodies, holderOf)
  const pace = createPace()
  return {
    rooms,
    body: { maximum: settings.bodyLimitBytes, rooms, pace },
    held: { bodies: bodies.used, answers: answers.used },
    guard(app) {
      const connections = limitConnections(app, {
        limits: { total: settings.maxConnections, perAddress: settings.maxConnectionsPerIp },
        known,
        isTrustedProxy: createProxyTrust(settings.trustProxy),
      })
      boundAnswers(app, answers, holderOf)
      return {
        count: connections.count,
        isTooMany: connections.isTooMany,
        welcome(request) {
          known.add(holderOf(request).address)
          rooms.welcome(request)
          connections.welcome(request)
        },
      }
    },
    [Symbol.dispose]: () => pace[Symbol.dispose](),
  }
}

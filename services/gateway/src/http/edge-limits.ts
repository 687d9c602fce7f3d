import type { IncomingMessage } from 'node:http'
import { countedAs } from '@runhive/process/address'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'
import type { BodyOptions } from './body/json-parser.ts'
import { createPace } from './body/pace.ts'
import { boundAnswers } from './bytes/answers.ts'
import { createBudget, type Holder } from './bytes/budget.ts'
import { createRooms, type Rooms } from './bytes/rooms.ts'
import { type ClientAddress, createProxyTrust } from './client-address.ts'
import { createKnownCallers } from './connections/known-callers.ts'
import { type Connections, limitConnections } from './connections/limit-connections.ts'

/** What the edge takes of whom: connections are counted by who connected, bytes by who asks. */
export interface EdgeLimits extends Disposable {
  readonly rooms: Rooms
  readonly body: BodyOptions
  /** Bytes of bodies and of answers that are held. */
  readonly held: { bodies(): number; answers(): number }
  /** Holds a server's connections and answers to them. */
  guard(app: FastifyInstance): Connections
}

export type EdgeSettings = Pick<
  Config,
  'bodyLimitBytes' | 'maxBytesInFlight' | 'maxConnections' | 'maxConnectionsPerIp' | 'trustProxy'
>

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

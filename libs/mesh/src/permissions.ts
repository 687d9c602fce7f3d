import type { Contract } from '@runhive/contracts/define'
import type { Role } from '@runhive/contracts/roles'
import type { EventLog, WorkQueue } from '@runhive/contracts/streams'
import { DISCOVERY_VERBS, discoverySubjects } from './discovery.ts'
import { addressSubject, callSubject, cancelSubject } from './envelope.ts'
import { laneSubjects, laneWeights } from './lanes.ts'

/**
 * Which subjects a service may use, derived from its role. A NATS user with these can do its work and nothing else; it
 * may answer whoever asked it, and hears only its own inbox. Who reads a log is trusted with all of that log,
 * and instances of one service with each other's replies.
 */
export interface Permissions {
  readonly publish: ReadonlyArray<string>
  readonly subscribe: ReadonlyArray<string>
}

/** `service` is the name that it gives `connectMesh`. */
export function servicePermissions(service: string, role: Role): Permissions {
  const publish = [
    ...(role.calls ?? []).flatMap(callerSubjects),
    ...(role.callsAt ?? []).flatMap(addressSubjects),
    ...(role.discovers ? ['$SRV.STATS'] : []),
    ...(role.publishes ?? []).flatMap((queue) => [...laneSubjects(queue), ...streamApi(queue)]),
    ...(role.takes ?? []).flatMap((queue) => [
      ...streamApi(queue),
      ...laneConsumers(queue).flatMap((consumer) => durableApi(queue, consumer)),
      ...(queue.lanes ? [`$JS.API.STREAM.MSG.GET.${queue.name}`] : []),
    ]),
    ...(role.appends ?? []).flatMap((log) => [`${log.prefix}.>`, ...streamApi(log)]),
    ...(role.looksUp ?? []).flatMap((log) => [...streamApi(log), `$JS.API.STREAM.MSG.GET.${log.name}`]),
    ...(role.reads ?? []).flatMap((log) => [...streamApi(log), ...readerApi(log)]),
    ...(role.forgets ?? []).flatMap((log) => [...streamApi(log), `$JS.API.STREAM.PURGE.${log.name}`]),
    ...(role.erases ?? []).flatMap(eraserApi),
    ...(role.consumes ?? []).flatMap(({ log, consumer, kinds }) => [
      ...streamApi(log),
      ...kinds.flatMap((kind) => durableApi(log, consumerName(consumer, kind))),
    ]),
    ...(role.keeps ?? []).flatMap(keeperApi),
  ]
  const subscribe = [
    `${inboxPrefix(service)}.>`,
    ...(role.serves ?? []).flatMap(serverSubjects),
    ...(role.servesAt ?? []).flatMap(addressSubjects),
    ...(role.reads ?? []).map((log) => `${log.prefix}.>`),
  ]
  return { publish: [...new Set(publish)], subscribe: [...new Set(subscribe)] }
}

/** The durable consumer of a work queue without lanes, or of its first lane: everybody who takes shares it. */
const WORKERS = 'workers'

/** The durable consumer of each lane, in order. */
export function laneConsumers(queue: WorkQueue): string[] {
  return Object.keys(laneWeights(queue)).map((lane, at) => (at === 0 ? WORKERS : `${WORKERS}_${lane}`))
}

/** The durable consumer behind one kind of a `consume`: a 2.9 server cannot filter by several subjects. */
export function consumerName(consumer: string, kind: string): string {
  return `${consumer}_${kind}`
}

/** Each service's replies arrive under its own name, so that others can be kept from reading them. */
export function inboxPrefix(service: string): string {
  return `_INBOX_${service}`
}

function callerSubjects({ name, procedures }: Contract): string[] {
  return [...Object.keys(procedures).map((procedure) => callSubject(name, procedure)), cancelSubject(name)]
}

/** All addresses: who holds what is not known beforehand, and instances of one service are trusted with each other's. */
function addressSubjects({ name }: Contract): string[] {
  return ['*', '*.*'].map((address) => addressSubject(name, address))
}

function serverSubjects(contract: Contract): string[] {
  return [
    ...callerSubjects(contract),
    ...DISCOVERY_VERBS.flatMap((verb) => discoverySubjects(verb, { name: contract.name, id: '*' })),
  ]
}

/** Whether it is there, how it is set, and how much is in it. */
function streamApi({ name }: WorkQueue | EventLog): string[] {
  return [`$JS.API.STREAM.INFO.${name}`]
}

/** Whoever erases of a queue has taken the item and knows its number; what is kept in a log is listed first. */
function eraserApi(stream: WorkQueue | EventLog): string[] {
  const list = 'prefix' in stream ? readerApi(stream) : []
  return [...streamApi(stream), ...list, `$JS.API.STREAM.MSG.DELETE.${stream.name}`]
}

function keeperApi({ name }: WorkQueue | EventLog): string[] {
  return ['CREATE', 'UPDATE', 'INFO'].map((verb) => `$JS.API.STREAM.${verb}.${name}`)
}

function durableApi({ name }: WorkQueue | EventLog, consumer: string): string[] {
  return [
    `$JS.API.CONSUMER.INFO.${name}.${consumer}`,
    `$JS.API.CONSUMER.DURABLE.CREATE.${name}.${consumer}`,
    `$JS.API.CONSUMER.DELETE.${name}.${consumer}`,
    `$JS.API.CONSUMER.MSG.NEXT.${name}.${consumer}`,
    `$JS.ACK.${name}.${consumer}.>`,
  ]
}

function readerApi({ name }: EventLog): string[] {
  const verbs = ['CONSUMER.CREATE', 'CONSUMER.MSG.NEXT', 'CONSUMER.DELETE']
  return [`$JS.API.STREAM.MSG.GET.${name}`, ...verbs.map((verb) => `$JS.API.${verb}.${name}.*`)]
}

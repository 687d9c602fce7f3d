import type { Contract } from '@runhive/contracts/define'
import type { Role } from '@runhive/contracts/roles'
import type { EventLog, WorkQueue } from '@runhive/contracts/streams'
import { DISCOVERY_VERBS, discoverySubjects } from './discovery.ts'
import { addressSubject, callSubject, cancelSubject } from './envelope.ts'
import { laneSubjects, laneWeights } from './lanes.ts'

/**
 * Which subjects a service may use, derived from its role. A NATS user with these can do its work and nothing else; it
 * may answer whoever asked it, and hears only its own inbox. Who reads a log is trusted with all of that log,
 * and instances of one service with each other's replies. The server does not check where an answer is to go:
 * docs/decisions/0020-one-owner-of-consumers.md says what follows from that.
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
    ...(role.publishes ?? []).flatMap((queue) => [...laneSubjects(queue), streamApi(queue, 'INFO')]),
    ...(role.takes ?? []).flatMap((queue) =>
      laneConsumers(queue).flatMap((consumer) => takerApi(queue, consumer)),
    ),
    ...(role.appends ?? []).map((log) => `${log.prefix}.>`),
    ...(role.looksUp ?? []).map((log) => streamApi(log, 'MSG.GET')),
    ...(role.reads ?? []).map((log) => streamApi(log, 'MSG.GET')),
    ...(role.forgets ?? []).map((log) => streamApi(log, 'PURGE')),
    ...(role.erases ?? []).flatMap(eraserApi),
    ...(role.consumes ?? []).flatMap(({ log, consumer, kinds }) =>
      kinds.flatMap((kind) => takerApi(log, consumerName(consumer, kind))),
    ),
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

/**
 * Whether an answer may be sent there. A caller names any subject, and the server lets whoever is asked answer on it:
 * without this look somebody could have a service put messages into a stream, or purge one.
 */
export function isInbox(subject: string): boolean {
  return /^_INBOX[._]/.test(subject)
}

function callerSubjects({ name, procedures }: Contract): string[] {
  return [...Object.keys(procedures).map((procedure) => callSubject(name, procedure)), cancelSubject(name)]
}

/**
 * All addresses: who holds what is not known beforehand, and instances of one service are trusted with each other's.
 */
function addressSubjects({ name }: Contract): string[] {
  return ['*', '*.*'].map((address) => addressSubject(name, address))
}

function serverSubjects(contract: Contract): string[] {
  return [
    ...callerSubjects(contract),
    ...DISCOVERY_VERBS.flatMap((verb) => discoverySubjects(verb, { name: contract.name, id: '*' })),
  ]
}

function streamApi({ name }: WorkQueue | EventLog, verb: string): string {
  return `$JS.API.STREAM.${verb}.${name}`
}

/** Whoever erases of a queue has taken the item and knows its number; what is kept in a log is looked for first. */
function eraserApi(stream: WorkQueue | EventLog): string[] {
  const verbs = 'prefix' in stream ? ['MSG.GET', 'MSG.DELETE'] : ['MSG.DELETE']
  return verbs.map((verb) => streamApi(stream, verb))
}

/**
 * Whoever may make a consumer says in the body where its messages go and which they are: the permission covers only
 * its name. So takers ask for their next message of consumers that are there, and nothing else. Not for the stream
 * either: it would name every key.
 */
function takerApi({ name }: WorkQueue | EventLog, consumer: string): string[] {
  return [
    `$JS.API.CONSUMER.INFO.${name}.${consumer}`,
    `$JS.API.CONSUMER.MSG.NEXT.${name}.${consumer}`,
    `$JS.ACK.${name}.${consumer}.>`,
  ]
}

/** The stream, its consumers, and the readers that followers make. Of a queue also what nobody takes. */
function keeperApi(stream: WorkQueue | EventLog): string[] {
  const isLog = 'prefix' in stream
  const verbs = ['CREATE', 'UPDATE', 'INFO', ...(isLog ? [] : ['MSG.GET', 'PURGE'])]
  const consumerVerbs = [...(isLog ? ['CREATE'] : []), 'DURABLE.CREATE', 'INFO', 'MSG.NEXT', 'DELETE']
  return [
    ...verbs.map((verb) => streamApi(stream, verb)),
    ...consumerVerbs.map((verb) => `$JS.API.CONSUMER.${verb}.${stream.name}.*`),
  ]
}

import type { Contract } from '@runhive/contracts/define'
import type { Role } from '@runhive/contracts/roles'
import type { EventLog, WorkQueue } from '@runhive/contracts/streams'
import { DISCOVERY_VERBS, discoverySubjects } from '../rpc/discovery.ts'
import { addressSubject, callSubject, cancelSubject } from '../wire/envelope.ts'
import { laneSubjects } from '../wire/lanes.ts'
import { consumerName, inboxPrefix, laneConsumers } from '../wire/nats-names.ts'

/**
 * Which subjects a service may use, derived from its role. A NATS user with these can do its work and nothing else; it
 * may answer its callers, and hears only its own inbox. A reader of a log is trusted with all of that log,
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
    ...(role.consumes ?? []).flatMap(({ log, consumer, formerly = [], kinds }) =>
      [consumer, ...formerly].flatMap((name) =>
        kinds.flatMap((kind) => takerApi(log, consumerName(name, kind))),
      ),
    ),
    ...(role.ownsStreams ?? []).flatMap(ownerApi),
  ]
  const subscribe = [
    `${inboxPrefix(service)}.>`,
    ...(role.serves ?? []).flatMap(serverSubjects),
    ...(role.servesAt ?? []).flatMap(addressSubjects),
    ...(role.reads ?? []).map((log) => `${log.prefix}.>`),
  ]
  return { publish: [...new Set(publish)], subscribe: [...new Set(subscribe)] }
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

/** To erase from a queue, a worker has taken the item and knows its number; in a log it is looked up first. */
function eraserApi(stream: WorkQueue | EventLog): string[] {
  const verbs = 'prefix' in stream ? ['MSG.GET', 'MSG.DELETE'] : ['MSG.DELETE']
  return verbs.map((verb) => streamApi(stream, verb))
}

/**
 * A request that creates a consumer says in its body which messages go where: a permission covers only the consumer's
 * name. So workers may only ask existing consumers for their next message. They may not ask about the stream either:
 * that would list every key.
 */
function takerApi({ name }: WorkQueue | EventLog, consumer: string): string[] {
  return [
    `$JS.API.CONSUMER.INFO.${name}.${consumer}`,
    `$JS.API.CONSUMER.MSG.NEXT.${name}.${consumer}`,
    `$JS.ACK.${name}.${consumer}.>`,
  ]
}

/** The stream, its consumers, and the ephemeral consumers of followers. In a queue also what nobody takes. */
function ownerApi(stream: WorkQueue | EventLog): string[] {
  const isLog = 'prefix' in stream
  const verbs = ['CREATE', 'UPDATE', 'INFO', ...(isLog ? [] : ['MSG.GET', 'PURGE'])]
  const consumerVerbs = [...(isLog ? ['CREATE'] : []), 'DURABLE.CREATE', 'INFO', 'MSG.NEXT', 'DELETE']
  return [
    ...verbs.map((verb) => streamApi(stream, verb)),
    ...consumerVerbs.map((verb) => `$JS.API.CONSUMER.${verb}.${stream.name}.*`),
  ]
}

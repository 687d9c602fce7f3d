import { connect, type NatsConnection, PermissionViolationError } from '@nats-io/transport-node'
import type { Contract } from '@runhive/contracts/define'
import { type Role, roles } from '@runhive/contracts/roles'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startNatsServer, type TestNatsServer } from '../../testing/nats-server.ts'
import { servicePermissions } from './permissions.ts'

/**
 * What each login may use, written down a second time and by hand: `permissions.ts` derives it from the roles, and a
 * mistake there must not be its own proof. Every subject below that no pattern of a service names is refused to it.
 */
const QUEUE = 'executions\\.queue(\\.(medium|heavy-[0-3]))?'
const LANES = 'workers(_(medium|heavy-[0-3]))?'
const EVENTS = 'executions\\.events\\..+'
const stream = (verb: string, ...names: string[]) => `\\$JS\\.API\\.STREAM\\.${verb}\\.(${names.join('|')})`
const durable = (name: string, consumer: string) => [
  `\\$JS\\.API\\.CONSUMER\\.(INFO|MSG\\.NEXT)\\.${name}\\.${consumer}`,
  `\\$JS\\.ACK\\.${name}\\.${consumer}\\..+`,
]
const makes = (verbs: string, ...names: string[]) =>
  `\\$JS\\.API\\.CONSUMER\\.(${verbs}|DURABLE\\.CREATE|INFO|DELETE|MSG\\.NEXT)\\.(${names.join('|')})\\.[^.]+`
const calls = (...services: string[]) => `(${services.join('|')})\\.[$a-zA-Z]+`
const own = (service: string) => [
  `_INBOX_${service}\\..+`,
  calls(service),
  `\\$SRV\\.(PING|INFO|STATS)(\\.${service}(\\.[^.]+)?)?`,
]
const kept = [
  ...['EXECUTIONS', 'EXECUTION_EVENTS', 'EXECUTION_CONTROL', 'EXECUTION_REQUESTS', 'EXECUTION_ERASURES'],
  ...['IDEMPOTENCY', 'REVOCATIONS', 'WEBHOOK_KEYS'],
]

const listed: Readonly<Partial<Record<keyof typeof roles, { publish: string[]; subscribe: string[] }>>> = {
  gateway: {
    publish: [
      ...[
        calls('auth', 'executor', 'history', 'contact'),
        'running\\.\\$at\\.[^.]+(\\.[^.]+)?',
        '\\$SRV\\.STATS',
      ],
      ...[QUEUE, EVENTS, 'executions\\.(control|requests|erasures|idempotency)\\..+'],
      stream('(CREATE|UPDATE|INFO)', ...kept),
      stream('MSG\\.GET', 'EXECUTIONS', 'IDEMPOTENCY', 'EXECUTION_(EVENTS|REQUESTS|ERASURES)', 'REVOCATIONS'),
      stream('MSG\\.DELETE', 'EXECUTION_EVENTS', 'EXECUTION_REQUESTS'),
      stream('PURGE', 'EXECUTIONS', 'EXECUTION_ERASURES'),
      ...[makes('CREATE', ...kept.slice(1)), makes('INFO', 'EXECUTIONS')],
    ],
    subscribe: [...own('gateway'), EVENTS, 'executions\\.erasures\\..+', 'auth\\.revocations\\..+'],
  },
  auth: {
    publish: [
      // Of other services it may ask that an account be forgotten, and nothing else.
      ...['history\\.(removeAccount|\\$cancel)', 'contact\\.(removeSender|\\$cancel)'],
      'gateway\\.(accepted|\\$cancel)',
      ...['auth\\.revocations\\..+', 'executions\\.control\\..+', stream('MSG\\.GET', 'REVOCATIONS')],
      stream('PURGE', 'EXECUTION_EVENTS', 'IDEMPOTENCY'),
      ...durable('EXECUTION_EVENTS', 'auth_finished'),
    ],
    subscribe: [...own('auth'), 'auth\\.revocations\\..+'],
  },
  executor: {
    publish: [
      ...[
        EVENTS,
        'executions\\.erasures\\..+',
        'gateway\\.(progress|\\$cancel)',
        stream('MSG\\.GET', 'EXECUTION_CONTROL'),
      ],
      ...durable('EXECUTIONS', LANES),
      stream('MSG\\.DELETE', 'EXECUTIONS'),
    ],
    subscribe: [...own('executor'), 'running\\.\\$at\\.[^.]+(\\.[^.]+)?', 'executions\\.control\\..+'],
  },
  history: {
    publish: [
      // It asks every minute who is there.
      '\\$SRV\\.STATS',
      'webhooks\\.keys\\..+',
      ...durable('EXECUTION_EVENTS', '(records|history|webhooks|requests)_finished'),
      stream('MSG\\.(GET|DELETE)', 'EXECUTION_REQUESTS', 'WEBHOOK_KEYS'),
    ],
    subscribe: own('history'),
  },
}
/** What is not listed answers what it is asked, and nothing else. */
const mayOf = (name: keyof typeof roles) => listed[name] ?? { publish: [], subscribe: own(name) }

const services = Object.keys(roles) as Array<keyof typeof roles>
const consumers: ReadonlyArray<readonly [string, string]> = [
  ...['workers', 'workers_medium', 'workers_heavy-0', 'workers_heavy-3', 'spy'].map(
    (c) => ['EXECUTIONS', c] as const,
  ),
  ...['auth', 'records', 'history', 'webhooks', 'requests'].map(
    (c) => ['EXECUTION_EVENTS', `${c}_finished`] as const,
  ),
  ...kept.slice(1).map((name) => [name, 'spy'] as const),
]

/** Everything that exists on the mesh, and what an intruder would try besides. */
function everySubject(): string[] {
  const contracts = Object.values(roles).flatMap((role: Role) => role.serves ?? [])
  return [
    ...contracts.flatMap(({ name, procedures }: Contract) =>
      [...Object.keys(procedures), '$cancel'].map((p) => `${name}.${p}`),
    ),
    ...['running.$at.acc', 'running.$at.acc.x', 'running.$at.a.b.c', 'running.write', 'running.$at'],
    ...[
      'queue',
      'queue.medium',
      'queue.heavy-0',
      'queue.heavy-3',
      'queue.other',
      'events.acc.x.finished',
    ].map((s) => `executions.${s}`),
    ...[
      'executions.control.acc.x.cancel',
      'executions.requests.acc.x.asked',
      'executions.erasures.acc.x.due',
      'executions.idempotency.acc.k.claimed',
      'auth.revocations.all.key',
      'webhooks.keys.acc.x.key',
    ],
    ...[...kept, 'OTHER', 'KV_settings'].flatMap(streamSubjects),
    ...consumers.flatMap(([name, consumer]) => consumerSubjects(name, consumer)),
    ...[
      'INFO',
      'STREAM.NAMES',
      'STREAM.LIST',
      'ACCOUNT.PURGE.$G',
      'META.LEADER.STEPDOWN',
      'SERVER.REMOVE',
      'STREAM.TEMPLATE.NAMES',
    ].map((verb) => `$JS.API.${verb}`),
    ...['$KV.settings.a', '$O.files.C.x', '$JS.EVENT.ADVISORY.API', '$JS.FC.EXECUTIONS.workers.x'],
    ...[
      '$SYS.REQ.SERVER.PING',
      '$SYS.REQ.ACCOUNT.$G.CONNZ',
      '$SYS.REQ.USER.INFO',
      '$SYS.ACCOUNT.$G.DISCONNECT',
      '$SYS.SERVER.x.STATSZ',
    ],
    ...[...services, 'operator'].map((name) => `_INBOX_${name}.forged.1`),
    ...services.flatMap((name) => [`$SRV.PING.${name}`, `$SRV.STATS.${name}.id`]),
    ...['_INBOX.x', '_INBOX_', '_R_.x', 'anything', 'auth', 'auth.admit.more', 'Auth.admit', '$SRV.PING'],
    ...['$SRV.INFO', '$SRV.STATS', '$SRV.SCHEMA'],
  ]
}

function streamSubjects(name: string): string[] {
  const verbs = [
    ...['CREATE', 'UPDATE', 'INFO', 'DELETE', 'PURGE'],
    ...['MSG.GET', 'MSG.DELETE', 'SNAPSHOT', 'RESTORE'],
  ]
  return [
    ...[...verbs, 'PEER.REMOVE', 'LEADER.STEPDOWN'].map((verb) => `$JS.API.STREAM.${verb}.${name}`),
    ...[`$JS.API.DIRECT.GET.${name}`, `$JS.API.DIRECT.GET.${name}.executions.events.acc.x.finished`],
    ...['CREATE', 'NAMES', 'LIST'].map((verb) => `$JS.API.CONSUMER.${verb}.${name}`),
  ]
}

function consumerSubjects(name: string, consumer: string): string[] {
  const verbs = ['CREATE', 'DURABLE.CREATE', 'DELETE', 'INFO', 'MSG.NEXT', 'LEADER.STEPDOWN']
  return [
    ...verbs.map((verb) => `$JS.API.CONSUMER.${verb}.${name}.${consumer}`),
    `$JS.API.CONSUMER.CREATE.${name}.${consumer}.executions.events.x`,
    `$JS.ACK.${name}.${consumer}.1.2.3.4.5`,
  ]
}

/** For listening only: nobody may publish to these. */
const wildcards = [
  ...[
    '>',
    '*',
    '*.>',
    '*.*',
    '*.admit',
    '_INBOX.>',
    '$SRV.>',
    '$SRV.*',
    '$SRV.*.>',
    '$JS.>',
    '$JS.API.>',
    '$JS.ACK.>',
    '$SYS.>',
    '$KV.>',
  ],
  ...services.flatMap((name) => [`_INBOX_${name}.>`, `${name}.>`, `${name}.*`]),
  ...['executions.>', 'executions.queue.>', 'executions.*.>'],
  ...['events', 'control', 'requests', 'erasures', 'idempotency'].map((log) => `executions.${log}.>`),
  ...[
    'webhooks.keys.>',
    'auth.revocations.>',
    'running.>',
    'running.*',
    'running.$at.>',
    'running.$at.*',
    'running.$at.*.*',
  ],
]
/** Wildcards that are whole subtrees of a service's own: the rest may be heard by nobody. */
const listedWildcards: Readonly<Partial<Record<keyof typeof roles, string[]>>> = {
  gateway: ['_INBOX_gateway.>', 'executions.events.>', 'executions.erasures.>', 'auth.revocations.>'],
  auth: ['_INBOX_auth.>', 'auth.revocations.>'],
  // `running.$at.>`: a server takes it for covered by the two after it. All that is said below it is the executors'
  // anyway.
  executor: [
    ...['_INBOX_executor.>', 'executions.control.>'],
    ...['running.$at.>', 'running.$at.*', 'running.$at.*.*'],
  ],
}
const wildcardsOf = (name: keyof typeof roles) => listedWildcards[name] ?? [`_INBOX_${name}.>`]

let nats: TestNatsServer
beforeAll(async () => {
  const users = Object.entries(roles).map(([name, role]: [string, Role]) => {
    return { name, password: `secret of ${name}`, permissions: servicePermissions(name, role) }
  })
  nats = await startNatsServer({ users })
})
afterAll(() => nats[Symbol.asyncDispose]())

/** A login used by somebody who does not keep to our code. */
const intrude = (name: string) =>
  connect({ servers: nats.url, user: name, pass: `secret of ${name}`, inboxPrefix: `_INBOX_${name}` })

/** The subjects that the server refuses while `work` uses the connection. */
async function refusals(nc: NatsConnection, work: () => void): Promise<PermissionViolationError[]> {
  const found: PermissionViolationError[] = []
  const watching = (async () => {
    for await (const status of nc.status())
      if (status.type === 'error' && status.error instanceof PermissionViolationError)
        found.push(status.error)
  })()
  work()
  await nc.flush()
  await nc.close()
  await watching
  return found
}

const matches = (patterns: readonly string[]) => {
  const pattern = new RegExp(`^(${patterns.join('|')})$`)
  return (subject: string) => patterns.length > 0 && pattern.test(subject)
}

test.each(services)(
  '%s can send to what is its own, and is refused every other subject there is',
  async (name) => {
    const subjects = everySubject()
    const isOwn = matches(mayOf(name).publish)
    const nc = await intrude(name)
    const refused = await refusals(nc, () => {
      for (const subject of subjects) nc.publish(subject, '{}')
    })
    expect(new Set(refused.map((error) => error.operation))).toEqual(new Set(['publish']))
    expect(refused.map((error) => error.subject).sort()).toEqual(
      subjects.filter((subject) => !isOwn(subject)).sort(),
    )
    expect(refused.length).toBeGreaterThan(150)
  },
)

test.each(services)(
  '%s can listen to what is its own, and to nothing else, alone or among those who share it',
  async (name) => {
    const plain = everySubject()
    const isOwn = matches(mayOf(name).subscribe)
    const expected = [
      ...plain.filter((subject) => !isOwn(subject)),
      ...wildcards.filter((subject) => !wildcardsOf(name).includes(subject)),
    ].sort()
    for (const queue of [undefined, 'q', ...services]) {
      const nc = await intrude(name)
      const refused = await refusals(nc, () => {
        for (const subject of [...plain, ...wildcards])
          nc.subscribe(subject, { ...(queue !== undefined && { queue }), callback: () => {} })
      })
      expect(refused.map((error) => error.subject).sort()).toEqual(expected)
      expect(refused.length).toBeGreaterThan(200)
    }
  },
)

test('who was asked may answer once, where it was told to, and not a second time', async () => {
  await using gateway = await intrude('gateway')
  await using executor = await intrude('executor')
  const heard: string[] = []
  gateway.subscribe('_INBOX_gateway.answer', {
    callback: (_error, message) => void heard.push(message.string()),
  })
  const asked = Promise.withResolvers<string>()
  executor.subscribe('executor.catalogue', {
    callback: (_error, message) => asked.resolve(message.reply ?? ''),
  })
  await Promise.all([gateway.flush(), executor.flush()])
  gateway.publish('executor.catalogue', '{}', { reply: '_INBOX_gateway.answer' })
  const reply = await asked.promise

  executor.publish(reply, 'first')
  executor.publish(reply, 'second')
  await executor.flush()
  await gateway.flush()
  expect(heard).toEqual(['first'])
})

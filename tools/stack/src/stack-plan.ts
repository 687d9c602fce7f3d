import { createHash } from 'node:crypto'
import { findPostgresUrl, postgresPart } from './database/postgres-part.ts'
import type { DatabaseUrls } from './database/prepare.ts'
import { DEFAULT_DOCKER_HOST } from './engine.ts'
import { type FormerLogins, type NatsLogin, openNatsLogins } from './nats/logins.ts'
import { natsParts } from './nats/nats-part.ts'
import type { NatsNode } from './nats/nodes.ts'
import { openSecrets } from './secrets.ts'
import { type Environment, type FindEntry, servicePart } from './service-parts.ts'
import { DATA_SERVICES, type ServiceName } from './services.ts'
import { environmentOf } from './setting-names.ts'
import type { StackPorts } from './stack-ports.ts'
import { developmentSignIn, issuerPart } from './stand-ins/issuer.ts'
import { developmentMail, mailboxPart } from './stand-ins/mailbox.ts'
import type { PartSpec } from './supervisor/supervisor.ts'

/** Everything decided about a stack before anything starts. */
export interface StackPlan {
  readonly ports: StackPorts
  /** Of all servers, comma-separated. */
  readonly natsUrl: string
  /** Of the database's administrator. Our own server has one only once it has started. */
  databaseUrl(): string
  readonly issuerUrl: string
  /** Empty when mail goes elsewhere. */
  readonly mailboxUrl: string
  readonly dockerHost: string
  readonly executorId: string
  /** The servers this stack runs itself. */
  readonly servers: ReadonlyArray<PartSpec>
  services(names: ReadonlyArray<ServiceName>, databaseUrls: DatabaseUrls, entry?: FindEntry): PartSpec[]
}

interface PlanOptions {
  readonly stateDir: string
  readonly env: Environment
  readonly ports: StackPorts
  readonly natsNodes: ReadonlyArray<NatsNode>
  readonly detached: boolean
  readonly alsoMay?: FormerLogins | undefined
}

export function planStack(options: PlanOptions): StackPlan {
  const { stateDir, ports, natsNodes, detached } = options
  const { NATS_URL, DATABASE_URL, NATS_URL_FILE: _, DATABASE_URL_FILE: __, ...env } = options.env
  const servers: PartSpec[] = []

  const secrets = openSecrets(stateDir)
  const logins = NATS_URL === undefined ? openNatsLogins(stateDir, options.alsoMay) : undefined
  if (logins) {
    servers.push(
      ...natsParts({
        stateDir,
        path: env.PATH ?? '',
        command: env.NATS_SERVER,
        users: logins.users,
        nodes: natsNodes,
        clusterPassword: secrets.password('nats-cluster'),
        operatorUrl: (port) => logins.url('operator', port),
      }),
    )
  }
  if (DATABASE_URL === undefined) servers.push(postgresPart({ stateDir, port: ports.postgres, detached }))

  const natsUrlOf = (login: NatsLogin) =>
    logins ? natsNodes.map(({ client }) => logins.url(login, client)).join(',') : (NATS_URL ?? '')
  const replicas = natsNodes.length === 1 ? {} : { NATS_REPLICAS: String(natsNodes.length) }
  const isolation = isolationOf(stateDir, detached)
  const dockerHost = env.DOCKER_HOST ?? DEFAULT_DOCKER_HOST
  const executorId = env.EXECUTOR_ID ?? isolation.executorId
  const secretOf = secretsFor(env, secrets)
  const publicUrl = env.PUBLIC_URL ?? `http://127.0.0.1:${ports.http}`
  const signIn = env.OIDC_CLIENT_ID === undefined ? developmentSignIn(ports.issuer, secrets) : undefined
  if (signIn) servers.push(issuerPart({ port: ports.issuer, path: env.PATH ?? '', publicUrl, signIn }))
  const mail = env.SMTP_URL === undefined ? developmentMail(ports.mailbox, env) : undefined
  const page = ports['mailbox-page']
  if (mail) servers.push(mailboxPart({ smtpPort: ports.mailbox, httpPort: page, path: env.PATH ?? '' }))
  const own: Partial<Record<ServiceName, Environment>> = {
    gateway: { HOST: '127.0.0.1', PORT: String(ports.http), PUBLIC_URL: publicUrl },
    auth: { ...signIn, ...secretOf('AUTH_SECRET', 'auth') },
    ...(mail && { contact: mail }),
    history: secretOf('WEBHOOK_SECRET', 'webhooks'),
    executor: { EXECUTOR_ID: executorId, DOCKER_HOST: dockerHost },
  }
  return {
    ports,
    natsUrl: natsUrlOf('operator'),
    databaseUrl: () => DATABASE_URL ?? findPostgresUrl(stateDir),
    issuerUrl: signIn?.OIDC_ISSUER ?? env.OIDC_ISSUER ?? '',
    mailboxUrl: mail ? `http://127.0.0.1:${page}` : '',
    dockerHost,
    executorId,
    servers,
    services: (names, databaseUrls, entry) =>
      names.map((service) => {
        const database = DATA_SERVICES.find((name) => name === service)
        const databaseUrl = database && databaseUrls[database]
        return servicePart({
          service,
          ...(entry === undefined ? {} : { entry }),
          opsPort: ports[`${service}-ops`],
          env: {
            ...environmentOf(service, { ...isolation.settings, ...replicas, ...env }),
            ...own[service],
            ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
            NATS_URL: natsUrlOf(service),
          },
        })
      }),
  }
}

/** A secret that is given, by value or as a file, is not replaced by another one. */
function secretsFor(env: Environment, secrets: ReturnType<typeof openSecrets>) {
  return (setting: string, name: string): Environment =>
    env[`${setting}_FILE`] === undefined ? { [setting]: env[setting] ?? secrets.password(name) } : {}
}

/**
 * What stacks on one machine must not share: derived from the state folder, so that a restart finds its own again. The
 * kernel counts processes per uid. The images know the uids 20000 to 20999 by name; a stack that outlives its starter,
 * the developer's own, begins where the executor does by default, and shorter-lived ones share the rest in hundreds.
 */
function isolationOf(stateDir: string, detached: boolean): { executorId: string; settings: Environment } {
  const digest = createHash('sha256').update(stateDir).digest()
  const hundred = 2 + (digest.readUInt32BE(0) % 8)
  return {
    executorId: `stack-${digest.toString('hex').slice(0, 8)}`,
    settings: detached ? {} : { EXECUTOR_UID_BASE: String(20_000 + hundred * 100) },
  }
}

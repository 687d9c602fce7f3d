import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Instance, startAnother } from './another.ts'
import { createKey } from './database/create-key.ts'
import { makeOperator } from './database/make-operator.ts'
import { prepareDatabase } from './database/prepare.ts'
import { type ContainerKind, listContainers } from './engine.ts'
import { formCluster, makeHeard } from './nats/cluster.ts'
import type { FormerLogins } from './nats/logins.ts'
import { chooseNatsNodes, NATS_PARTS, type NatsNodeCount, type NatsPartName } from './nats/nodes.ts'
import type { Environment, FindEntry } from './service-parts.ts'
import { DATA_SERVICES, SERVICES, type ServiceName } from './services.ts'
import { writeFacts } from './stack-facts.ts'
import { planStack, type StackPlan } from './stack-plan.ts'
import { choosePorts, type PortChoice, type StackPorts } from './stack-ports.ts'
import { stopStack } from './stop-stack.ts'
import { openSupervisor, type PartSpec, type Supervisor } from './supervisor/supervisor.ts'

export interface StackOptions {
  /** The folder of all the stack's files and the records of its processes. Created when missing. */
  readonly stateDir: string
  /** `free`: any free ports. Otherwise these, and free ones for what is not named. Default `free`. */
  readonly ports?: PortChoice
  /**
   * Settings for the services, e.g. `EXECUTOR_WARM` or `LOG_LEVEL`; each gets those it knows. `NATS_URL` and
   * `DATABASE_URL` (of an administrator) replace the stack's own servers, `OIDC_CLIENT_ID` its issuer, `SMTP_URL` its
   * mailbox; `DOCKER_HOST` names the engine. `NATS_SERVER` is the program of its NATS servers, when it is not to be the
   * usual one. This is all of the environment: `PATH` and `HOME` are needed too.
   */
  readonly env: Environment
  /** Which services run. Default: all five. */
  readonly services?: ReadonlyArray<ServiceName>
  /**
   * How many NATS servers of its own. Three keep every stream together, unless `NATS_REPLICAS` in `env` says otherwise:
   * one of them may die. Default 1.
   */
  readonly natsNodes?: NatsNodeCount
  /** Where the services' programs are, of another version for instance. Default: the source in this repository. */
  readonly entry?: FindEntry
  /**
   * What services of another release may do on the mesh in addition, for as long as some of them run. Default: nothing.
   */
  readonly alsoMay?: FormerLogins
  /** Parts outlive this process. Default false. */
  readonly detached?: boolean
  /** Wraps each step of starting, to show progress. Default: just does it. */
  readonly step?: Step
}

export type Step = <T>(title: string, work: () => Promise<T>) => Promise<T>

export type PartName = NatsPartName | 'postgres' | 'issuer' | 'mailbox' | ServiceName

/** A running stack. Disposing stops every part and removes what a killed executor may have left. */
export interface Stack extends AsyncDisposable {
  /** Where the gateway listens, e.g. `http://127.0.0.1:4000`. */
  readonly url: string
  /** For a mesh client that may use every subject; of a cluster, all servers, comma-separated. */
  readonly natsUrl: string
  /** Of an administrator of the database. */
  readonly databaseUrl: string
  /** Where people sign in. */
  readonly issuerUrl: string
  /**
   * Where the mail that was sent can be read: `/messages`, see tools/mailbox. Empty when it goes to a server of yours.
   */
  readonly mailboxUrl: string
  readonly dockerHost: string
  readonly executorId: string
  readonly ports: StackPorts
  /** Makes the account when there is none of this name, and a new API key for it. */
  createKey(account?: string): Promise<string>
  /** Gives the operator role to the account that signed in with this address. */
  makeOperator(email: string): Promise<void>
  /** Kills a part, as a crash would. */
  kill(part: PartName): Promise<void>
  /** Stops a part gracefully. Resolves when it has ended. */
  stop(part: PartName): Promise<void>
  /** Starts dead parts, and waits until they are ready. Without a name: all parts. */
  start(part?: PartName): Promise<void>
  /** Stops, then starts. */
  restart(part: PartName): Promise<void>
  /**
   * Runs one more instance of a service beside the first, with settings of its own: of an executor, `DOCKER_HOST` for
   * another engine. Disposing stops it, and removes the containers of an executor.
   */
  startAnother(service: ServiceName, env?: Environment): Promise<Instance>
  /** Ids of the containers that belong to this stack, running or not; of one kind, if it is given. */
  containers(kind?: ContainerKind): Promise<string[]>
}

/**
 * Starts NATS, Postgres and the services as processes, and waits until all are ready. What runs already in the state
 * folder is left alone. A failed start leaves nothing behind, except when it is detached: then what started stays, for
 * `status`, `logs` and `down`.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const stateDir = resolve(options.stateDir)
  mkdirSync(stateDir, { recursive: true, mode: 0o700 })
  const detached = options.detached ?? false
  const supervisor = openSupervisor(stateDir, { detached })
  const ports = await choosePorts(options.ports ?? 'free', supervisor.list())
  const natsNodes = await chooseNatsNodes(options.natsNodes ?? 1, ports.nats, supervisor.list())
  const plan = planStack({ ...options, stateDir, ports, natsNodes, detached })
  const { executorId, dockerHost } = plan
  writeFacts(stateDir, { executorId, dockerHost, ports, ownServers: plan.servers.map(({ name }) => name) })

  await using onFailure = new AsyncDisposableStack()
  if (!options.detached) onFailure.defer(() => stopStack(stateDir).then(() => undefined))
  const started = await startAll(plan, supervisor, { ...options, stateDir })
  onFailure.move()
  return openStack(plan, started, { ...options, stateDir })
}

interface Started {
  readonly supervisor: Supervisor
  readonly specs: ReadonlyArray<PartSpec>
}

async function startAll(plan: StackPlan, supervisor: Supervisor, options: StackOptions): Promise<Started> {
  const step: Step = options.step ?? ((_title, work) => work())
  const { servers } = plan
  if (servers.length > 0)
    await step(describeStart(supervisor, servers), async () => {
      // All of them before anything waits: otherwise a port that was found free may be taken before it is used.
      for (const server of servers) await supervisor.start(server)
      const natsServers = servers.filter(({ name }) => NATS_PARTS.some((part) => part === name))
      if (natsServers.length > 1) await formCluster(supervisor, natsServers)
      await startParts(supervisor, servers)
    })
  const names = options.services ?? SERVICES
  // Keys are made in auth's schema, whether auth itself runs or not.
  const owners = DATA_SERVICES.filter((name) => name === 'auth' || names.includes(name))
  const { stateDir, env } = options
  const given = options.entry === undefined ? {} : { entry: options.entry }
  const { urls } = await step('preparing the database', () =>
    prepareDatabase({ stateDir, env, adminUrl: plan.databaseUrl(), services: owners, ...given }),
  )
  const services = plan.services(names, urls, options.entry)
  await step(describeStart(supervisor, services), () => startParts(supervisor, services))
  return { supervisor, specs: [...servers, ...services] }
}

function openStack(plan: StackPlan, started: Started, options: StackOptions): Stack {
  const { supervisor, specs } = started
  const specOf = (part: PartName) => {
    const spec = specs.find(({ name }) => name === part)
    if (!spec) throw new Error(`this stack does not run ${part} itself`)
    return spec
  }
  const start = async (part?: PartName) => {
    const chosen = part === undefined ? specs : [specOf(part)]
    for (const spec of chosen) await supervisor.start(spec)
    const servers = chosen.filter(({ ports }) => ports.cluster !== undefined)
    await makeHeard({ supervisor, url: plan.natsUrl }, servers)
    await startParts(supervisor, chosen)
  }
  const stop = async (part: PartName) => {
    await supervisor.stop(specOf(part).name)
  }
  return {
    url: `http://127.0.0.1:${plan.ports.http}`,
    natsUrl: plan.natsUrl,
    databaseUrl: plan.databaseUrl(),
    issuerUrl: plan.issuerUrl,
    mailboxUrl: plan.mailboxUrl,
    dockerHost: plan.dockerHost,
    executorId: plan.executorId,
    ports: plan.ports,
    start,
    stop,
    kill: (part) => supervisor.kill(specOf(part).name),
    async restart(part) {
      await stop(part)
      await start(part)
    },
    containers: (kind) => listContainers(plan.dockerHost, plan.executorId, kind),
    createKey: (account = 'development') => createKey({ ...options, account }),
    startAnother: (service, env = {}) =>
      startAnother({ first: specOf(service), supervisor, stateDir: options.stateDir }, service, env),
    makeOperator: (email) => makeOperator({ ...options, email }),
    async [Symbol.asyncDispose]() {
      await stopStack(options.stateDir)
    },
  }
}

/** All concurrently: each waits for its own dependencies. */
async function startParts(supervisor: Supervisor, specs: ReadonlyArray<PartSpec>): Promise<void> {
  for (const spec of specs) await supervisor.start(spec)
  await Promise.all(specs.map((spec) => supervisor.waitUntilReady(spec)))
}

/** Describes in words what starting these parts will do. */
function describeStart(supervisor: Supervisor, specs: ReadonlyArray<PartSpec>): string {
  const namesOf = (state: ReturnType<Supervisor['examine']>) =>
    specs.flatMap((spec) => (supervisor.examine(spec) === state ? [spec.name] : [])).join(', ')
  const [running, changed, absent] = [namesOf('running'), namesOf('changed'), namesOf('absent')]
  return [
    absent && `starting ${absent}`,
    changed && `restarting ${changed} with new settings`,
    running && `checking ${running}`,
  ]
    .filter(Boolean)
    .join('; ')
}

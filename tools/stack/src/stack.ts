import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { createKey } from './create-key.ts'
import { prepareDatabase } from './database.ts'
import { type ContainerKind, listContainers } from './engine.ts'
import { makeOperator } from './make-operator.ts'
import { findFreePorts } from './ports.ts'
import { DATA_SERVICES, type Environment, SERVICES, type ServiceName, servicePart } from './service-parts.ts'
import { planStack, type StackPlan, writeFacts } from './stack-plan.ts'
import { choosePorts, type PortChoice, type StackPorts } from './stack-ports.ts'
import { stopStack } from './stop-stack.ts'
import { openSupervisor, type PartSpec, type Supervisor } from './supervisor.ts'

export interface StackOptions {
  /** Everything the stack leaves on disk, and the records of its processes. Made when missing. */
  readonly stateDir: string
  /** `free`: any free ports. Otherwise these, and free ones for what is not named. Default `free`. */
  readonly ports?: PortChoice
  /**
   * Settings for the services, e.g. `EXECUTOR_WARM` or `LOG_LEVEL`; each gets those it knows. `NATS_URL` and
   * `DATABASE_URL` (of an administrator) replace the stack's own servers, `OIDC_CLIENT_ID` its issuer, `SMTP_URL` its mailbox; `DOCKER_HOST` names the engine.
   * This is all of the environment: `PATH` and `HOME` are needed too.
   */
  readonly env: Environment
  /** Which services run. Default: all five. */
  readonly services?: ReadonlyArray<ServiceName>
  /** Parts outlive this process. Default false. */
  readonly detached?: boolean
  /** Wraps each step of starting, to show progress. Default: just does it. */
  readonly step?: Step
}

export type Step = <T>(title: string, work: () => Promise<T>) => Promise<T>

export type PartName = 'nats' | 'postgres' | 'issuer' | 'mailbox' | ServiceName

/** A running stack. Disposing stops every part and removes what a killed executor may have left. */
export interface Stack extends AsyncDisposable {
  /** Where the gateway listens, e.g. `http://127.0.0.1:4000`. */
  readonly url: string
  /** For a mesh client that may use every subject. */
  readonly natsUrl: string
  /** Of an administrator of the database. */
  readonly databaseUrl: string
  /** Where people sign in. */
  readonly issuerUrl: string
  /** Where the mail that was sent can be read: `/messages`, see tools/mailbox. Empty when it goes to a server of yours. */
  readonly mailboxUrl: string
  readonly dockerHost: string
  readonly executorId: string
  readonly ports: StackPorts
  /** Makes the account when there is none of this name, and a new API key for it. */
  createKey(account?: string): Promise<string>
  /** Gives the operator role to whoever signed in with this address. */
  makeOperator(email: string): Promise<void>
  /** Ends a part at once, as a crash would. */
  kill(part: PartName): Promise<void>
  /** Asks a part to stop and waits: it drains. */
  stop(part: PartName): Promise<void>
  /** Starts what is dead, and waits until it is ready. Without a name: all parts. */
  start(part?: PartName): Promise<void>
  /** Stops, then starts. */
  restart(part: PartName): Promise<void>
  /** Runs one more instance of a service beside the first, with settings of its own. Disposing stops it. */
  startAnother(service: ServiceName, env?: Environment): Promise<Instance>
  /** Ids of the containers that belong to this stack, running or not; of one kind, if it is given. */
  containers(kind?: ContainerKind): Promise<string[]>
}

/** One more instance of a service. */
export interface Instance extends AsyncDisposable {
  /** Of a gateway: where it listens. */
  readonly url: string
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>
}

/**
 * Starts NATS, Postgres and the services as processes, and waits until all are ready. What runs already in the
 * state folder is left alone. A failed start leaves nothing behind, except when it is detached: then what started stays, for
 * `status`, `logs` and `down`.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const stateDir = resolve(options.stateDir)
  mkdirSync(stateDir, { recursive: true, mode: 0o700 })
  const detached = options.detached ?? false
  const supervisor = openSupervisor(stateDir, { detached })
  const ports = await choosePorts(options.ports ?? 'free', supervisor.list())
  const plan = planStack({ stateDir, ports, env: options.env, detached })
  writeFacts(stateDir, plan)

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
    await step(describeStart(supervisor, servers), () => startParts(supervisor, servers))
  const names = options.services ?? SERVICES
  // Keys are made in auth's schema, whether auth itself runs or not.
  const owners = DATA_SERVICES.filter((name) => name === 'auth' || names.includes(name))
  const { stateDir, env } = options
  const { urls } = await step('preparing the database', () =>
    prepareDatabase({ stateDir, env, adminUrl: plan.databaseUrl(), services: owners }),
  )
  const services = plan.services(names, urls)
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
  const start = (part?: PartName) => startParts(supervisor, part === undefined ? specs : [specOf(part)])
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
    startAnother: (service, env = {}) => startAnother(service, env, { supervisor, specOf }),
    makeOperator: (email) => makeOperator({ ...options, email }),
    async [Symbol.asyncDispose]() {
      await stopStack(options.stateDir)
    },
  }
}

async function startAnother(
  service: ServiceName,
  env: Environment,
  { supervisor, specOf }: { supervisor: Supervisor; specOf: (part: PartName) => PartSpec },
): Promise<Instance> {
  const [opsPort = 0, http = 0] = await findFreePorts(2)
  const first = specOf(service)
  const PORT = first.env.PORT === undefined ? {} : { PORT: String(http) }
  const spec = {
    ...servicePart({ service, opsPort, env: { ...first.env, ...PORT, ...env } }),
    // No other instance has this port.
    name: `${service}-${opsPort}`,
  }
  await startParts(supervisor, [spec])
  return {
    url: `http://127.0.0.1:${http}`,
    kill: () => supervisor.kill(spec.name),
    async [Symbol.asyncDispose]() {
      await supervisor.stop(spec.name)
    },
  }
}

/** All at once: each waits for what it depends on by itself. */
async function startParts(supervisor: Supervisor, specs: ReadonlyArray<PartSpec>): Promise<void> {
  for (const spec of specs) await supervisor.start(spec)
  await Promise.all(specs.map((spec) => supervisor.waitUntilReady(spec)))
}

/** What starting these parts will mean, for people. */
function describeStart(supervisor: Supervisor, specs: ReadonlyArray<PartSpec>): string {
  const namesOf = (state: ReturnType<Supervisor['examine']>) =>
    specs.flatMap((spec) => (supervisor.examine(spec) === state ? [spec.name] : [])).join(', ')
  const [running, changed, absent] = [namesOf('running'), namesOf('changed'), namesOf('absent')]
  return [
    absent && `starting ${absent}`,
    changed && `restarting ${changed} with new settings`,
    running && `making sure of ${running}`,
  ]
    .filter(Boolean)
    .join('; ')
}

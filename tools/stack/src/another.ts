import { type ContainerKind, DEFAULT_DOCKER_HOST, listContainers, removeContainers } from './engine.ts'
import { findFreePorts } from './ports.ts'
import { type Environment, servicePart } from './service-parts.ts'
import type { ServiceName } from './services.ts'
import { addExecutor } from './stack-facts.ts'
import type { PartSpec, Supervisor } from './supervisor/supervisor.ts'

/** One more instance of a service. */
export interface Instance extends AsyncDisposable {
  /** Of a gateway: where it listens. */
  readonly url: string
  /** Kills it, as a crash would. */
  kill(): Promise<void>
  /** Stops it gracefully. Resolves when it has ended. */
  stop(): Promise<void>
  /** Starts it again after that, with the same settings, and waits until it is ready. */
  start(): Promise<void>
  /** Of an executor: ids of its containers, running or not; of one kind, if it is given. */
  containers(kind?: ContainerKind): Promise<string[]>
}

/** Each executor has uids of its own: the kernel counts processes per uid, and an executor has 1 024 slots at most. */
const UIDS_PER_PORT = 1_024
const FIRST_UID = 1_000_000

/** Starts an instance like the first one, except for its ports, its name and what `env` says. */
export async function startAnother(
  { first, supervisor, stateDir }: { first: PartSpec; supervisor: Supervisor; stateDir: string },
  service: ServiceName,
  env: Environment,
): Promise<Instance> {
  const [opsPort = 0, http = 0] = await findFreePorts(2)
  const PORT = first.env.PORT === undefined ? {} : { PORT: String(http) }
  const executor = {
    EXECUTOR_ID: `${first.env.EXECUTOR_ID}-${opsPort}`,
    EXECUTOR_UID_BASE: String(FIRST_UID + opsPort * UIDS_PER_PORT),
  }
  const own = service === 'executor' ? executor : {}
  const spec = {
    ...servicePart({ service, opsPort, env: { ...first.env, ...PORT, ...own, ...env } }),
    // A port of its own.
    name: `${service}-${opsPort}`,
  }
  const { EXECUTOR_ID: executorId, DOCKER_HOST: dockerHost = DEFAULT_DOCKER_HOST } = spec.env
  if (executorId !== undefined) addExecutor(stateDir, { executorId, dockerHost })
  const start = async () => {
    await supervisor.start(spec)
    await supervisor.waitUntilReady(spec)
  }
  await start()
  return {
    url: `http://127.0.0.1:${http}`,
    start,
    kill: () => supervisor.kill(spec.name),
    async stop() {
      await supervisor.stop(spec.name)
    },
    containers: async (kind) =>
      executorId === undefined ? [] : listContainers(dockerHost, executorId, kind),
    async [Symbol.asyncDispose]() {
      await supervisor.stop(spec.name)
      // Containers that it left behind if it was killed before.
      if (executorId !== undefined) await removeContainers(dockerHost, executorId)
    },
  }
}

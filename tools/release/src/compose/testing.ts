import { chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFreePorts } from '@runhive/stack/ports'
import { buildImages } from '../images/build.ts'
import type { Environment } from '../run.ts'
import { openProject, type Project } from './project.ts'
import { CONTAINER_UID, makeSecrets } from './secrets.ts'
import { findSocket } from './settings.ts'

/** Images of tests keep this name, so that the next test finds most of its work done. */
const TAG = 'test'
const DOCKER_SOCKET = 'unix:///var/run/docker.sock'

/** A whole deployment of the compose files with the development overlay, from images built here. */
export interface Deployment extends AsyncDisposable {
  readonly project: Project
  readonly url: string
  readonly executorId: string
  /** A file of the description that journeys take in `RUNHIVE_JOURNEYS_AT`. */
  readonly targetFile: string
  /** What is in each secret's file, by name. */
  readonly secrets: ReadonlyMap<string, string>
}

/**
 * Builds the images, starts everything under a name and on ports of its own, and waits until the gateway would accept
 * executions.
 */
export async function openDeployment(given: Environment): Promise<Deployment> {
  await using opened = new AsyncDisposableStack()
  const work = opened.adopt(mkdtempSync(join(tmpdir(), 'runhive-compose-')), (path) =>
    rmSync(path, { recursive: true, force: true }),
  )
  await buildImages({ env: given, tag: TAG })
  const [http = 0, issuer = 0, mailbox = 0] = await findFreePorts(3)
  const name = `runhive-test-${process.pid}`
  const own = process.getuid?.() ?? 0
  const uid = own === 0 ? CONTAINER_UID : own
  const folder = join(work, 'secrets')
  const secrets = makeSecrets({ folder, uid })
  if (own === 0) chownSync(work, uid, uid)
  const socket = findSocket(given.DOCKER_HOST)
  const url = `http://127.0.0.1:${http}`
  const settings: Environment = {
    // Version 1 gives up on a busy engine after a minute, and leaves what it was stopping.
    COMPOSE_HTTP_TIMEOUT: '300',
    RUNHIVE_VERSION: TAG,
    RUNHIVE_UID: String(uid),
    RUNHIVE_SECRETS: folder,
    RUNHIVE_PORT: String(http),
    ISSUER_PORT: String(issuer),
    MAILBOX_PORT: String(mailbox),
    PUBLIC_URL: url,
    DOCKER_GID: String(socket.gid),
    DOCKER_SOCKET: socket.path,
    EXECUTOR_ID: name,
    EXECUTOR_UID_BASE: '30000',
    EXECUTOR_WARM: '2',
    // Where this test's own receiver of webhooks listens: an address of the bridge.
    WEBHOOK_ALLOW: '10.0.0.0/8,172.16.0.0/12,192.168.0.0/16',
  }
  const files = ['compose.yaml', 'compose.development.yaml']
  const project = await openProject({ name, files, env: { ...given, ...settings } })
  opened.defer(async () => {
    await project.compose('down', '--volumes', '--timeout', '30', '--remove-orphans')
  })
  await project.compose('up', '-d')
  await untilReady(project, url)
  const targetFile = join(work, 'target.json')
  const closing = opened.move()
  const deployment: Deployment = {
    project,
    url,
    executorId: name,
    targetFile,
    secrets: new Map(secrets.map((name) => [name, readFileSync(join(folder, name), 'utf8').trim()])),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
  const at = (port: number) => `http://127.0.0.1:${port}`
  const reached = { issuerUrl: at(issuer), mailboxUrl: at(mailbox) }
  writeFileSync(targetFile, JSON.stringify(await describe(deployment, reached, given)))
  return deployment
}

/** What a journey must know: addresses on this host's side of the bridges, and how to run programs of auth's image. */
async function describe(
  deployment: Deployment,
  reached: { issuerUrl: string; mailboxUrl: string },
  env: Environment,
) {
  const { project, url, executorId, secrets } = deployment
  const [postgres, history, auth] = await Promise.all(
    ['postgres', 'history', 'auth'].map((name) => project.inspect(name)),
  )
  const databaseUrl = new URL(secrets.get('admin-database-url') ?? '')
  databaseUrl.hostname = postgres?.NetworkSettings.Networks[`${project.name}_data`]?.IPAddress ?? ''
  const run = (program: string) => ['docker', 'exec', auth?.Id, 'node', `/app/${program}.mjs`]
  return {
    url,
    ...reached,
    databaseUrl: databaseUrl.href,
    receiverHost: history?.NetworkSettings.Networks[`${project.name}_outbound`]?.Gateway,
    dockerHost: env.DOCKER_HOST ?? DOCKER_SOCKET,
    executorId,
    createKey: run('create-key'),
    makeOperator: run('make-operator'),
  }
}

const READY_WITHIN_MS = 120_000

/** The gateway is ready when an execution would be accepted; when it is not in time, the logs say why. */
async function untilReady(project: Project, url: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS
  for (;;) {
    const ready = await fetch(`${url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    )
    if (ready) return
    if (Date.now() > deadline) {
      throw new Error(`not ready in time:\n${await project.compose('logs', '--no-color', '--tail', '15')}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env } from 'node:process'
import { type NatsConfig, renderNatsConfig } from '../src/access/nats-config.ts'
import { findFreePorts } from './free-ports.ts'

/** The version that `./dev` unpacks, else the one on `PATH`; `NATS_SERVER` names another. */
const PRIVATE_BINARY = join(import.meta.dirname, '../../../.tools/nats/usr/sbin/nats-server')
const START_TIMEOUT_MS = 20_000

export interface TestNatsServer extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** Its process, for measuring its cost. */
  readonly pid: number
  /** Kills it without warning; what it had stored stays. */
  kill(): Promise<void>
  /** Starts it again on the same port and storage. */
  start(): Promise<void>
}

/**
 * A private nats-server with JetStream on a free port, for one test file. Its storage is a folder of its own, removed
 * at the end, unless `dir` is given. Without `users` everybody may do everything.
 */
export async function startNatsServer(
  options: { dir?: string } & Partial<Omit<NatsConfig, 'host' | 'storeDir'>> = {},
): Promise<TestNatsServer> {
  const { dir: given, port = await freePort(), ...settings } = options
  const dir = given ?? (await mkdtemp(join(tmpdir(), 'runhive-nats-')))
  const config = join(dir, 'nats.conf')
  await mkdir(dir, { recursive: true })
  const storeDir = join(dir, 'jetstream')
  await writeFile(config, renderNatsConfig({ port, storeDir, ...settings }))
  let child: ChildProcess | undefined

  async function start(): Promise<void> {
    const { NATS_SERVER: named } = env
    const binary = named ?? (existsSync(PRIVATE_BINARY) ? PRIVATE_BINARY : 'nats-server')
    child = spawn(binary, ['-c', config], { stdio: ['ignore', 'ignore', 'pipe'] })
    await ready(child)
  }
  async function kill(): Promise<void> {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child?.once('exit', resolve))
    child.kill('SIGKILL')
    await gone
  }
  const orphan = () => void child?.kill('SIGKILL')
  process.once('exit', orphan)

  await start()
  return {
    url: `nats://127.0.0.1:${port}`,
    port,
    get pid() {
      return child?.pid ?? 0
    },
    kill,
    start,
    async [Symbol.asyncDispose]() {
      process.off('exit', orphan)
      await kill()
      if (given === undefined) await rm(dir, { recursive: true, force: true })
    },
  }
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    const timer = setTimeout(() => reject(new Error(`nats-server is not ready:\n${said}`)), START_TIMEOUT_MS)
    const end = (settle: () => void) => {
      clearTimeout(timer)
      settle()
    }
    child.once('error', (cause) => end(() => reject(new Error('nats-server cannot be started', { cause }))))
    child.once('exit', (code) => end(() => reject(new Error(`nats-server ended with ${code}:\n${said}`))))
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes('Server is ready')) end(resolve)
    })
  })
}

export async function freePort(): Promise<number> {
  const [port = 0] = await findFreePorts(1)
  return port
}

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { authorizationFile } from './authorization.ts'
import { findNatsServer } from './nats-part.ts'

/**
 * A server that runs one of the configurations of `deploy/nats`, with nothing changed but where it listens and its
 * files are.
 */
export interface DeployedNats extends AsyncDisposable {
  /** The end of what it has written to its log. */
  said(): string
  /** Writes the logins or the passwords anew and has the server read them. */
  reload(files: { readonly authorization?: string; readonly passwords?: Passwords }): void
}
export type Passwords = Readonly<Record<string, string>>

export interface DeployedNatsOptions {
  /** `single.conf` or `cluster.conf`. */
  readonly config: string
  readonly dir: string
  readonly name: string
  readonly passwords: Passwords
  /** What to put in place of what the file says, most of it addresses. */
  readonly replacements: ReadonlyArray<readonly [from: string, to: string]>
}

export async function startDeployedNats(options: DeployedNatsOptions): Promise<DeployedNats> {
  const { dir, replacements } = options
  const source = dirname(authorizationFile)
  const text = readFileSync(join(source, options.config), 'utf8')
  const config = replacements.reduce((all, [from, to]) => {
    if (!all.includes(from)) throw new Error(`${options.config} does not hold ${from}`)
    return all.replaceAll(from, to)
  }, text)
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const write = (file: string, content: string) => writeFileSync(join(dir, file), content, { mode: 0o600 })
  write('nats.conf', config)
  write('authorization.conf', readFileSync(authorizationFile, 'utf8'))
  write('passwords.conf', toLines(options.passwords))
  const { child, said } = await start(join(dir, 'nats.conf'), options.name)
  return {
    said,
    reload({ authorization, passwords }) {
      if (authorization !== undefined) write('authorization.conf', authorization)
      if (passwords !== undefined) write('passwords.conf', toLines(passwords))
      child.kill('SIGHUP')
    },
    async [Symbol.asyncDispose]() {
      const gone = once(child, 'exit')
      if (child.exitCode === null && child.kill('SIGKILL')) await gone
    },
  }
}

/** `passwords.conf`: quoted, because a bare value that begins with a digit is a number to NATS. */
const toLines = (passwords: Passwords) =>
  Object.entries(passwords)
    .map(([login, password]) => `NATS_${login.toUpperCase().replace('-', '_')}_PASSWORD: "${password}"\n`)
    .join('')

async function start(config: string, name: string): Promise<{ child: ChildProcess; said: () => string }> {
  const server = findNatsServer('/usr/sbin:/usr/bin')
  if (!server) throw new Error('there is no nats-server: run ./dev test, which fetches it')
  const child = spawn(server, ['-c', config], {
    env: { POD_NAME: name },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  process.once('exit', () => child.kill('SIGKILL'))
  let said = ''
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`nats-server ended with ${code}:\n${said}`)))
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-20_000)
      if (/Server is ready/.test(said)) resolve()
    })
  })
  return { child, said: () => said }
}

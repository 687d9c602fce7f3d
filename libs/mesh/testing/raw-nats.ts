import { connect } from '@nats-io/transport-node'

/**
 * Plain NATS with nothing of ours around it: the yardstick that benchmarks hold typed calls against, and how drills see
 * what passes. No service uses this.
 */
export interface RawNats extends AsyncDisposable {
  /** One request; rejects after `timeoutMs`. */
  request(subject: string, body: string): Promise<string>
  /** Answers every request on a subject with what came in. */
  echo(subject: string): void
  /** Hears of every message under a subject, also of one that is erased at once. Resolves when the server knows. */
  listen(subject: string, heard: (subject: string) => void): Promise<void>
}

const TIMEOUT_MS = 5_000

/** Connects as the NATS client's documentation shows. `url` may have a login, and several servers, comma-separated. */
export async function connectRawNats(url: string): Promise<RawNats> {
  const servers = url.split(',').map((one) => new URL(one))
  const { username = '', password = '' } = servers[0] ?? {}
  const login =
    username === '' ? {} : { user: decodeURIComponent(username), pass: decodeURIComponent(password) }
  const connection = await connect({ servers: servers.map(({ host }) => host), ...login })
  return {
    async request(subject, body) {
      const reply = await connection.request(subject, body, { timeout: TIMEOUT_MS })
      return reply.string()
    },
    echo(subject) {
      connection.subscribe(subject, { callback: (_error, message) => void message.respond(message.data) })
    },
    async listen(subject, heard) {
      connection.subscribe(subject, { callback: (_error, message) => heard(message.subject) })
      await connection.flush()
    },
    [Symbol.asyncDispose]: () => connection.drain(),
  }
}

/** Plain JetStream with nothing of ours around it: for measuring what the server can do. */
export interface RawStreams extends AsyncDisposable {
  /** Makes a stream in a file, kept by so many servers, with its name as its subject. */
  create(name: string, replicas: number): Promise<void>
  /** Stores one message and waits until the server says so. */
  store(name: string, body: string): Promise<void>
}

export async function connectRawStreams(url: string): Promise<RawStreams> {
  const raw = await connectRawNats(url)
  return {
    async create(name, num_replicas) {
      const config = { name, subjects: [name], retention: 'limits', storage: 'file', num_replicas }
      const answer = await raw.request(`$JS.API.STREAM.CREATE.${name}`, JSON.stringify(config))
      if (JSON.parse(answer).error) throw new Error(`the stream could not be made: ${answer}`)
    },
    async store(name, body) {
      const answer = await raw.request(name, body)
      if (JSON.parse(answer).error) throw new Error(`a message was not stored: ${answer}`)
    },
    [Symbol.asyncDispose]: () => raw[Symbol.asyncDispose](),
  }
}

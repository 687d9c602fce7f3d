import type { ServiceName } from './service-parts.ts'

/** Who may log in to a stack's NATS server, and as whom. */
export interface NatsLogins {
  /** The `authorization` block of the server's configuration; empty when everybody may do everything. */
  readonly authorization: string
  url(login: ServiceName | 'operator', port: number): string
}

export function openNatsLogins(_stateDir: string): NatsLogins {
  return { authorization: '', url: (_login, port) => `nats://127.0.0.1:${port}` }
}

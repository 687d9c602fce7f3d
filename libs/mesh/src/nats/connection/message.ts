import { headers as createHeaders, type Msg } from '@nats-io/transport-node'
import type { Headers, ReadHeader } from '../../wire/envelope.ts'

/** The server's own answer to a request that nobody listens for. */
export function isNoResponders(message: Msg): boolean {
  return message.data.length === 0 && message.headers?.code === 503
}

export function toNatsHeaders(entries: Headers) {
  const headers = createHeaders()
  for (const [name, value] of entries) headers.append(name, value)
  return headers
}

export function headerReader(message: Msg): ReadHeader {
  return (name) => message.headers?.get(name) || undefined
}

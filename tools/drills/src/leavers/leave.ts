import { request as httpRequest } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import * as z from 'zod'
import type { Target } from '../ask.ts'

/** A caller that requests an execution and leaves, with or without an answer. */
export interface Leaver {
  readonly request: Readonly<Record<string, unknown>>
  /** Whether it means to wait for the result. */
  readonly wait: boolean
  /** How long after its request it leaves, milliseconds. */
  readonly afterMs: number
  /** For a watcher: the id of the execution. Others may watch it too. */
  readonly watched: () => Promise<string>
}

/** Resolves when the caller has left. Never rejects: the answer does not matter. */
type Leave = (target: Target, leaver: Leaver) => Promise<void>

/** How callers reach a gateway. Each transport notices in its own way that a caller has left. */
export const TRANSPORTS = {
  REST: (target, leaver) =>
    send(
      target,
      { path: `/api/v1/executions${leaver.wait ? '?wait=true' : ''}`, body: leaver.request },
      leaver,
    ),
  'REST SSE': async (target, leaver) => {
    const id = await leaver.watched()
    await send(target, { path: `/api/v1/executions/${id}/events` }, leaver)
  },
  'tRPC HTTP': (target, leaver) =>
    send(target, { path: `/trpc/${procedureOf(leaver)}`, body: leaver.request }, leaver),
  'tRPC batch': (target, leaver) => {
    const path = `/trpc/${procedureOf(leaver)},executions.submit?batch=1`
    const body = { 0: leaver.request, 1: { ...leaver.request, idempotencyKey: undefined } }
    return send(target, { path, body, headers: { 'trpc-accept': 'application/jsonl' } }, leaver)
  },
  'tRPC SSE': async (target, leaver) => {
    const id = await leaver.watched()
    const path = `/trpc/executions.watch?input=${encodeURIComponent(JSON.stringify({ id }))}`
    await send(target, { path, headers: { accept: 'text/event-stream' } }, leaver)
  },
  WebSocket: overSocket,
} satisfies Record<string, Leave>
export type Transport = keyof typeof TRANSPORTS

const procedureOf = ({ wait }: Leaver) => `executions.${wait ? 'run' : 'submit'}`

interface Sent {
  readonly path: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Over a connection of its own, which is closed abruptly. */
function send({ url, apiKey }: Target, { path, body, headers }: Sent, { afterMs }: Leaver): Promise<void> {
  return new Promise((resolve) => {
    const sending = httpRequest(url + path, {
      agent: false,
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', ...headers },
    })
    sending.on('response', (response) => response.resume())
    sending.on('error', () => undefined)
    sending.on('close', resolve)
    sending.end(body === undefined ? undefined : JSON.stringify(body))
    sending.on('finish', () => void delay(afterMs).then(() => sending.destroy()))
  })
}

/** Submits an execution and stays. */
export async function submit({ url, apiKey }: Target, request: Leaver['request']): Promise<string> {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' }
  const response = await fetch(`${url}/api/v1/executions`, {
    method: 'POST',
    headers,
    body: JSON.stringify(request),
  })
  return z.object({ id: z.string() }).parse(await response.json()).id
}

async function overSocket({ url, apiKey }: Target, leaver: Leaver): Promise<void> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/trpc?connectionParams=1`)
  const closed = new Promise((resolve) => socket.addEventListener('close', resolve))
  socket.addEventListener('error', () => undefined)
  await Promise.race([closed, new Promise((resolve) => socket.addEventListener('open', resolve))])
  if (socket.readyState !== socket.OPEN) return
  socket.send(JSON.stringify({ method: 'connectionParams', data: { apiKey } }))
  const params = { path: procedureOf(leaver), input: leaver.request }
  socket.send(JSON.stringify({ id: 1, method: 'mutation', params }))
  await delay(leaver.afterMs)
  socket.close()
  await closed
}

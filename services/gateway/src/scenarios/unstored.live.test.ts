import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  eventKey,
  executionErasures,
  executionEvents,
  UNSTORED_KEEP_MS,
} from '@runhive/contracts/execution-streams'
import { roles } from '@runhive/contracts/roles'
import type { Mesh } from '@runhive/mesh/mesh'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { findOnDisk } from '@runhive/mesh/testing/find-on-disk'
import { startNatsServer, type TestNatsServer } from '@runhive/mesh/testing/nats-server'
import { createLogger } from '@runhive/process/log'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseConfig } from '../config.ts'
import { eraseDue } from '../executions/erase-unstored.ts'
import { type Gateway, openGateway } from '../service.ts'
import { serveAuth } from '../testing/auth.ts'
import { createAuthState } from '../testing/auth-state.ts'
import { serveExecutor, startWorker } from '../testing/services.ts'

/** A gateway on a real server, with stand-ins for the others: what the server has in its files afterwards. */

const POLL = { timeout: 30_000 }
const opened = new AsyncDisposableStack()
/** Programs whose runs last until this resolves. */
const held = new Map<string, Promise<void>>()
let dir: string
let nats: TestNatsServer
let mesh: Mesh
let gateway: Gateway

beforeAll(async () => {
  dir = opened.adopt(await mkdtemp(join(tmpdir(), 'runhive-nats-')), (path) =>
    rm(path, { recursive: true, force: true }),
  )
  nats = opened.use(await startNatsServer({ dir }))
  mesh = opened.use(await connectMesh({ url: nats.url, service: 'gateway' }))
  await mesh.prepare(roles.gateway.ownsStreams)
  opened.use(await serveAuth(mesh, createAuthState(mesh)))
  opened.use(await serveExecutor(mesh))
  opened.use(startWorker(mesh, async ({ request }) => held.get(request.source ?? '')))
  const config = parseConfig({ NATS_URL: nats.url, PORT: '0', STOP_GRACE_MS: '2000' })
  gateway = opened.use(await openGateway(mesh, config, createLogger({ service: 'gateway', level: 'silent' })))
})
afterAll(() => opened.disposeAsync())

const secret = () => randomUUID().replaceAll('-', '')
const whereIs = (...marks: string[]) => findOnDisk([dir], marks)

async function ask(path: string, json?: object, headers: Record<string, string> = {}) {
  const answer = await fetch(`${gateway.url}/api/v1/executions${path}`, {
    ...(json === undefined ? {} : { method: 'POST', body: JSON.stringify(json) }),
    headers: { authorization: 'Bearer rh_alice', 'content-type': 'application/json', ...headers },
  })
  const text = await answer.text()
  return { status: answer.status, id: text.startsWith('{') ? (JSON.parse(text) as { id: string }).id : '' }
}

/** The stand-in prints its source. */
const program = (mark: string, more: object = {}) => ({
  ...{ language: 'python', source: mark, stdin: mark, env: { MARK: mark }, store: false },
  ...more,
})
async function ended(id: string): Promise<void> {
  const last = () => mesh.log(executionEvents).last(eventKey('alice', id), 'finished')
  await expect.poll(last, POLL).toBeDefined()
}

test('nothing of what was waited for can be read in the files of the server after the answer', async () => {
  const [before, plain, keyed, behind] = [secret(), secret(), secret(), secret()]
  await ask('?wait=true', program(before, { store: true }))
  const answers = [
    await ask('?wait=true', program(plain)),
    await ask('?wait=true', program(keyed), { 'idempotency-key': 'once' }),
  ]
  await ask('?wait=true', program(behind, { store: true }))
  expect(answers).toMatchObject([{ status: 200 }, { status: 200 }])
  await expect.poll(() => whereIs(plain, keyed), POLL).toEqual([])
  // It is looked for in the right place: what lies around it is there.
  for (const mark of [before, behind]) expect((await whereIs(mark)).join()).toContain('EXECUTION_EVENTS')
})

test('a caller that leaves early leaves nothing either', async () => {
  const mark = secret()
  const gate = Promise.withResolvers<void>()
  held.set(mark, gate.promise)
  const leaving = new AbortController()
  const left = fetch(`${gateway.url}/api/v1/executions?wait=true`, {
    ...{ method: 'POST', body: JSON.stringify(program(mark)), signal: leaving.signal },
    headers: { authorization: 'Bearer rh_alice', 'content-type': 'application/json' },
  }).catch(() => 'left')
  const noted = async () => (await mesh.log(executionErasures).stored()).length
  await expect.poll(noted, POLL).toBe(1)
  leaving.abort()
  expect(await left).toBe('left')
  gate.resolve()
  await expect.poll(noted, POLL).toBe(0)
  expect(await whereIs(mark)).toEqual([])
})

test('what nobody fetched, fetched, or watched is there for its time, then nothing of it can be read', async () => {
  const marks = { unfetched: secret(), fetched: secret(), watched: secret(), notified: secret() }
  const webhook = { url: 'https://hooks.example.org/' }
  const ids = [
    (await ask('', program(marks.unfetched))).id,
    (await ask('', program(marks.fetched))).id,
    (await ask('', program(marks.watched))).id,
    // History may be away: it takes the result from the log.
    (await ask('?wait=true', program(marks.notified, { webhook }))).id,
  ]
  for (const id of ids) await ended(id)
  expect(await ask(`/${ids[1]}`)).toMatchObject({ status: 200 })
  expect(await ask(`/${ids[2]}/events`)).toMatchObject({ status: 200 })
  expect((await whereIs(...Object.values(marks))).length).toBeGreaterThanOrEqual(4)

  const later = new Date(Date.now() + UNSTORED_KEEP_MS)
  await eraseDue({ events: mesh.log(executionEvents), erasures: mesh.log(executionErasures) }, later)
  expect(await whereIs(...Object.values(marks))).toEqual([])
  for (const id of ids) expect(await ask(`/${id}`)).toMatchObject({ status: 503 })
})

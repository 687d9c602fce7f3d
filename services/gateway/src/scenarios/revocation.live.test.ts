import { createClient, watchExecution } from '@runhive/client/client'
import { type Role, roles } from '@runhive/contracts/roles'
import type { Mesh } from '@runhive/mesh/mesh'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { servicePermissions } from '@runhive/mesh/permissions'
import { startNatsServer } from '@runhive/mesh/testing/nats-server'
import { createLogger } from '@runhive/process/log'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseConfig } from '../config.ts'
import { openGateway } from '../service.ts'
import { serveAuth } from '../testing/auth.ts'
import { type AuthState, createAuthState } from '../testing/auth-state.ts'
import { serveExecutor } from '../testing/services.ts'

/** Two gateways on a real NATS, each service with its own role's permissions; auth and executor are stand-ins. */

const SLOW_MS = 60_000
const revokedKey = { kind: 'credential', credential: { kind: 'key', id: 'key-alice' } } as const
const log = createLogger({ service: 'gateway', level: 'silent' })
const config = parseConfig({ NATS_URL: 'nats://127.0.0.1:1', PORT: '0', STOP_GRACE_MS: '0' })
const opened = new AsyncDisposableStack()
let connect: (service: keyof typeof roles) => Promise<Mesh>
let auth: AuthState

beforeAll(async () => {
  const users = Object.entries(roles).map(([name, role]: [string, Role]) => ({
    name,
    password: 'secret',
    permissions: servicePermissions(name, role),
  }))
  const nats = opened.use(await startNatsServer({ users }))
  connect = async (service) =>
    opened.use(
      await connectMesh({
        url: nats.url.replace('//', `//${service}:secret@`),
        service,
        role: roles[service],
      }),
    )
  const authMesh = await connect('auth')
  auth = createAuthState(authMesh)
  opened.use(await serveAuth(authMesh, auth))
  opened.use(await serveExecutor(await connect('executor')))
}, SLOW_MS)

afterAll(() => opened.disposeAsync(), SLOW_MS)

const openOne = async () => opened.use(await openGateway(await connect('gateway'), config, log))

test(
  'a revocation reaches every gateway over the mesh and ends its streams; a gateway that starts later lets the key in again',
  async () => {
    const gateways = [await openOne(), await openOne()]
    const clients = gateways.map(({ url }) => createClient({ url, apiKey: 'rh_alice' }))
    const { id } = (await clients[0]?.executions.submit.mutate({ language: 'python', source: '' })) ?? {
      id: '',
    }
    const seen: string[] = []
    const endings = clients.map(async (client) => {
      for await (const { event } of watchExecution(client, id)) seen.push(event.kind)
    })
    await expect.poll(() => seen).toEqual(['queued', 'queued'])
    const refused = endings.map((ending) => expect(ending).rejects.toMatchObject({ code: 'UNAUTHENTICATED' }))
    auth.revoked.add('rh_alice')
    await auth.revoke(revokedKey)
    await Promise.all(refused)

    auth.revoked.delete('rh_alice')
    const later = await openOne()
    const asked = auth.asked.length
    const again = createClient({ url: later.url, apiKey: 'rh_alice' })
    const leaving = new AbortController()
    const watching = (async () => {
      for await (const { event } of watchExecution(again, id, { signal: leaving.signal }))
        seen.push(event.kind)
    })()
    await expect.poll(() => seen.length).toBe(3)
    // The log still tells the revocation to a gateway that starts, maybe after the stream was opened: it must not end
    // it.
    await again.languages.list.query()
    expect(auth.asked.length).toBeGreaterThan(asked)
    leaving.abort()
    await watching.catch((error) => expect(error).toMatchObject({ code: 'ABORTED' }))
  },
  SLOW_MS,
)

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env } from 'node:process'
import { history } from '@runhive/contracts/history'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { expect, test } from 'vitest'
import { startWithoutGateway } from './stack-without-gateway.ts'

test('services that wait for a gateway’s streams work without one', async () => {
  await using opened = new AsyncDisposableStack()
  const stateDir = await mkdtemp(join(tmpdir(), 'runhive-scale-'))
  opened.defer(() => rm(stateDir, { recursive: true, force: true }))
  const { PATH = '', HOME = '' } = env
  const services = ['auth', 'history'] as const
  const stack = opened.use(await startWithoutGateway({ stateDir, services, env: { PATH, HOME } }))
  const mesh = opened.use(await connectMesh({ url: stack.natsUrl, service: 'scale' }))
  await expect(mesh.connect(history).list({ accountId: 'nobody', limit: 1 })).resolves.toEqual({
    executions: [],
  })
}, 120_000)

import { RpcError } from '@runhive/contracts/define'
import type { Mesh } from '@runhive/mesh/mesh'
import { expect, test } from 'vitest'
import { openTestGateway } from '../testing/gateway.ts'
import { signedInAs } from '../testing/people.ts'

const late = async () => {
  throw new RpcError('DEADLINE_EXCEEDED')
}

/** A mesh on which one procedure of a service never answers in time. */
const withLate =
  (service: string, procedure: string) =>
  (mesh: Mesh): Mesh => ({
    ...mesh,
    connect: ((contract) => {
      const client = mesh.connect(contract)
      return contract.name === service ? { ...client, [procedure]: late } : client
    }) as Mesh['connect'],
  })

const BUSY = { status: 503, body: { code: 'OVERLOADED' } }

test('a call that auth does not admit in time is refused as busy: nothing has happened, and it can be repeated', async () => {
  await using gateway = await openTestGateway({ hold: false, mesh: withLate('auth', 'admit') })
  const json = { language: 'python', source: 'print(1)' }
  for (const path of ['/api/v1/executions', '/api/v1/executions?wait=true', '/trpc/executions.submit']) {
    const answer = await gateway.ask(path, { json })
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('1')
  }
  expect(await gateway.ask('/api/v1/executions', { json })).toMatchObject(BUSY)
})

test('a call that is late and only reads is refused as busy; one that may have changed something is not', async () => {
  await using reading = await openTestGateway({ mesh: withLate('history', 'list') })
  expect(await reading.ask('/api/v1/executions')).toMatchObject(BUSY)
  await using changing = await openTestGateway({ mesh: withLate('auth', 'createKey') })
  const headers = signedInAs('alice', changing.url)
  const answer = await changing.ask('/api/v1/keys', { json: { name: 'a' }, headers })
  expect(answer).toMatchObject({ status: 504, body: { code: 'DEADLINE_EXCEEDED' } })
})

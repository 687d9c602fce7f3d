import { randomUUID } from 'node:crypto'
import { eventKey, executionEvents } from '@runhive/contracts/execution-streams'
import { revocations } from '@runhive/contracts/revocations'
import type { TestNatsServer } from '@runhive/mesh/testing/nats-server'
import { startNatsWithStreams } from '@runhive/mesh/testing/stream-owner'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { parseConfig } from '../config.ts'
import { createApiKey } from '../domain/api-key.ts'
import { openService } from '../service.ts'
import { connectGateway, createStoppableDatabase, FINISHED, newKeyOn, outcomes } from '../testing/live.ts'

vi.setConfig({ testTimeout: 180_000 })
const POLL = { timeout: 60_000, interval: 50 }

let nats: TestNatsServer
beforeAll(async () => {
  nats = await startNatsWithStreams()
})
afterAll(() => nats[Symbol.asyncDispose]())

const open = (databaseUrl: string) =>
  openService(
    parseConfig({
      ...{
        NATS_URL: nats.url,
        AUTH_SECRET: 'a secret of the tests with 32 characters',
        DATABASE_URL: databaseUrl,
        LOG_LEVEL: 'silent',
        INSTANCE_NAME: 'test',
      },
    }),
  )

test('the database stopped: known keys go on within limits, others wait, and the limits are back with it', async () => {
  await using postgres = await createStoppableDatabase()
  await using service = await open(postgres.url)
  await using gateway = await connectGateway(nats.url)
  const known = await newKeyOn(postgres.db, { concurrentExecutions: 5 })
  const revoked = await newKeyOn(postgres.db)
  const unknown = await newKeyOn(postgres.db)
  const before = randomUUID()
  await gateway.run(known.token, before)
  await gateway.get(revoked.token)
  await gateway.mesh.log(revocations).append(randomUUID(), 1, {
    kind: 'credential',
    credential: { kind: 'key', id: revoked.keyId },
  })

  await postgres.stop()
  const outage = Array.from({ length: 8 }, () => randomUUID())
  expect(await outcomes(outage.map((id) => gateway.run(known.token, id)))).toEqual({
    admitted: 5,
    'concurrency of account': 3,
  })
  const away = await (await fetch(`http://127.0.0.1:${service.opsPort}/metrics`)).text()
  expect(away).toContain('runhive_auth_database_away 1')
  await expect.poll(() => outcomes([gateway.get(revoked.token)]), POLL).toEqual({ UNAVAILABLE: 1 })
  const forged = `${unknown.token}`
  expect(await outcomes([gateway.get(forged), gateway.get(createApiKey().token)])).toEqual({ UNAVAILABLE: 2 })
  expect(await outcomes([gateway.get('rh_nothing')])).toEqual({ UNAUTHENTICATED: 1 })
  const leased = await Promise.all(
    outage.map((id) =>
      gateway.run(known.token, id).then(
        () => id,
        () => undefined,
      ),
    ),
  )
  const [ended] = leased.filter((id) => id !== undefined)
  await gateway.client.release({ accountId: known.accountId, executionId: ended ?? '' })
  expect(await outcomes([gateway.run(known.token), gateway.run(known.token)])).toEqual({
    admitted: 1,
    'concurrency of account': 1,
  })

  await postgres.start()
  const allowance = () => gateway.client.getAllowance({ accountId: known.accountId })
  // The one from before, and what was taken meanwhile: handed over, and counted against the limit again.
  await expect.poll(() => allowance().catch(() => undefined), POLL).toMatchObject({ outstanding: 6 })
  expect(await outcomes([gateway.run(known.token)])).toEqual({ 'concurrency of account': 1 })
  expect(await outcomes([gateway.run(unknown.token)])).toEqual({ admitted: 1 })
  await gateway.mesh.log(executionEvents).append(eventKey(known.accountId, before), 1, FINISHED)
  await expect.poll(allowance, POLL).toMatchObject({ outstanding: 5 })
  const back = await (await fetch(`http://127.0.0.1:${service.opsPort}/metrics`)).text()
  expect(back).toContain('runhive_auth_database_away 0')
})

test('an execution that finishes while the database is stopped frees its place when it is back', async () => {
  await using postgres = await createStoppableDatabase()
  await using _service = await open(postgres.url)
  await using gateway = await connectGateway(nats.url)
  const { token, accountId } = await newKeyOn(postgres.db)
  const [before, during] = [randomUUID(), randomUUID()]
  await gateway.run(token, before)
  await postgres.stop()
  await gateway.run(token, during)
  const events = gateway.mesh.log(executionEvents)
  await events.append(eventKey(accountId, before), 1, FINISHED)
  await events.append(eventKey(accountId, during), 1, FINISHED)
  await postgres.start()
  const allowance = () => gateway.client.getAllowance({ accountId }).catch(() => undefined)
  await expect.poll(allowance, { ...POLL, timeout: 90_000 }).toMatchObject({ outstanding: 0 })
})

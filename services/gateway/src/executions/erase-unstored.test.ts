import {
  eventKey,
  executionErasures,
  executionEvents,
  UNSTORED_KEEP_MS,
} from '@runhive/contracts/execution-streams'
import type { Mesh } from '@runhive/mesh/mesh'
import { expect, test } from 'vitest'
import { openTestGateway, type TestGateway } from '../testing/gateway.ts'
import { eraseDue } from './erase-unstored.ts'

const PATH = '/api/v1/executions'
const hidden = { language: 'python', source: 'print("secret")', store: false }

const noted = async (mesh: Mesh) => (await mesh.log(executionErasures).stored()).map(({ key }) => key)
const logs = (mesh: Mesh) => ({ events: mesh.log(executionEvents), erasures: mesh.log(executionErasures) })
const later = (ms: number) => new Date(Date.now() + ms)

/** Nobody waits for it. Gives its key once it has ended. */
async function submitted(gateway: TestGateway): Promise<{ id: string; key: string }> {
  const { body } = await gateway.ask(PATH, { json: hidden })
  const id = body.id ?? ''
  const key = eventKey('alice', id)
  await expect.poll(() => gateway.lastKind(key)).toBe('finished')
  return { id, key }
}

test('what was waited for is erased after the answer, and nothing is left to be done', async () => {
  await using gateway = await openTestGateway()
  const { body } = await gateway.ask(`${PATH}?wait=true`, { json: hidden })
  expect(body).toMatchObject({ status: 'succeeded' })
  await expect.poll(() => gateway.lastKind(eventKey('alice', body.id ?? ''))).toBeUndefined()
  await expect.poll(() => noted(gateway.mesh)).toEqual([])
})

test('what nobody waited for can be asked for until its time is over, and is erased then', async () => {
  await using gateway = await openTestGateway()
  const { id, key } = await submitted(gateway)
  expect(await noted(gateway.mesh)).toEqual([key])

  await eraseDue(logs(gateway.mesh), later(UNSTORED_KEEP_MS - 60_000))
  expect(await gateway.ask(`${PATH}/${id}`)).toMatchObject({ status: 200, body: { status: 'succeeded' } })
  expect(await noted(gateway.mesh)).toEqual([key])

  await eraseDue(logs(gateway.mesh), later(UNSTORED_KEEP_MS))
  expect(await gateway.ask(`${PATH}/${id}`)).toMatchObject({ status: 404 })
  expect(await noted(gateway.mesh)).toEqual([])
})

test('its owner may remove it before that', async () => {
  await using gateway = await openTestGateway()
  const { id, key } = await submitted(gateway)
  expect(await gateway.ask(`${PATH}/${id}`, { method: 'DELETE' })).toMatchObject({ status: 200 })
  expect(await gateway.lastKind(key)).toBeUndefined()
  expect(await noted(gateway.mesh)).toEqual([])
})

test('what the answering gateway could not erase stays noted, is told in its log, and another one does it', async () => {
  await using gateway = await openTestGateway({ mesh: withoutErasing })
  const { body } = await gateway.ask(`${PATH}?wait=true`, { json: hidden })
  const key = eventKey('alice', body.id ?? '')
  await expect.poll(() => gateway.logged.join()).toContain('could not erase a result yet')
  expect(await noted(gateway.mesh)).toEqual([key])

  await eraseDue(logs(gateway.mesh), later(UNSTORED_KEEP_MS))
  expect(await gateway.lastKind(key)).toBeUndefined()
  expect(await noted(gateway.mesh)).toEqual([])
})

test('one that cannot be erased does not keep the others from it', async () => {
  await using gateway = await openTestGateway()
  const [stuck, other] = [await submitted(gateway), await submitted(gateway)]
  const { events, erasures } = logs(gateway.mesh)
  const erase = (key: string) => (key === stuck.key ? Promise.reject(new Error('away')) : events.erase(key))
  const deps = { erasures, events: { last: events.last, erase } }
  await expect(eraseDue(deps, later(UNSTORED_KEEP_MS))).rejects.toThrow('away')
  expect(await gateway.lastKind(other.key)).toBeUndefined()
  expect(await noted(gateway.mesh)).toEqual([stuck.key])
})

test('a note about an execution that is stored erases nothing of it', async () => {
  await using gateway = await openTestGateway()
  const { body } = await gateway.ask(`${PATH}?wait=true`, { json: { ...hidden, store: true } })
  const key = eventKey('alice', body.id ?? '')
  await gateway.mesh.log(executionErasures).append(key, 2, { kind: 'due' })
  await eraseDue(logs(gateway.mesh), later(UNSTORED_KEEP_MS))
  expect(await gateway.lastKind(key)).toBe('finished')
  expect(await noted(gateway.mesh)).toEqual([])
})

test('of what is still under way nothing is erased, and of what is stored nothing is noted', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const { body } = await gateway.ask(PATH, { json: hidden })
  await gateway.ask(PATH, { json: { ...hidden, store: true } })
  const key = eventKey('alice', body.id ?? '')
  await eraseDue(logs(gateway.mesh), later(UNSTORED_KEEP_MS * 10))
  expect(await gateway.lastKind(key)).toBe('queued')
  expect(await noted(gateway.mesh)).toEqual([key])
})

/** A mesh of which a log cannot be reached when something is to be erased. */
function withoutErasing(mesh: Mesh): Mesh {
  return {
    ...mesh,
    log: (definition) => ({
      ...mesh.log(definition),
      erase: () => Promise.reject(new Error('the log is away')),
    }),
  }
}

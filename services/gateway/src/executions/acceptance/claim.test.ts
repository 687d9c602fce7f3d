import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { idempotencyClaims } from '@runhive/contracts/execution-streams'
import { ExecutionRequest } from '@runhive/contracts/request'
import { createMemoryMesh } from '@runhive/mesh/memory'
import { expect, test } from 'vitest'
import { type ClaimOptions, claimExecution } from './claim.ts'

const request = ExecutionRequest.parse({ language: 'python', source: 'print(1)', idempotencyKey: 'a key' })
const newId = () => crypto.randomUUID()

function open() {
  const mesh = createMemoryMesh()
  const claims = mesh.log(idempotencyClaims)
  const hold = (own: Partial<ClaimOptions> = {}) =>
    claimExecution({ claims }, { accountId: 'ada', key: 'a key', executionId: newId(), request, ...own })
  /** The queue takes it, if it is to be published. */
  const claim = async (own?: Partial<ClaimOptions>) => {
    const held = await hold(own)
    await held.settle('accepted')
    return held.executionId
  }
  return { claims, hold, claim }
}

const KEY_OF_A_KEY = `ada.${createHash('sha256').update('a key').digest('hex').slice(0, 48)}`

test('the first one has the key, and the next request gets the same execution', async () => {
  const { claim } = open()
  const executionId = newId()
  expect(await claim({ executionId })).toBe(executionId)
  expect(await claim()).toBe(executionId)
})

test('of many at once exactly one wins, and all are told the same', async () => {
  const { claim } = open()
  const told = await Promise.all(Array.from({ length: 50 }, () => claim()))
  expect(new Set(told).size).toBe(1)
})

test('another account, or another key, is another execution', async () => {
  const { claim } = open()
  const ids = [await claim(), await claim({ accountId: 'bob' }), await claim({ key: 'another' })]
  expect(new Set(ids).size).toBe(3)
})

test('another request under the same key is a conflict', async () => {
  const { claim } = open()
  await claim()
  await expect(claim({ request: { ...request, stdin: 'other' } })).rejects.toMatchObject({ code: 'CONFLICT' })
})

test('a request that comes while it is published waits, and learns that the queue has it', async () => {
  const { hold } = open()
  const held = await hold()
  const again = hold()
  expect(await Promise.race([again, setImmediate('waits')])).toBe('waits')
  await held.settle('accepted')
  expect(await again).toMatchObject({ executionId: held.executionId, accepted: true })
})

test('of those who wait for one that could not tell what came of it exactly one publishes it next', async () => {
  const { hold } = open()
  const first = await hold()
  let publishers = 0
  const publish = async () => {
    const held = await hold()
    if (!held.accepted) publishers += 1
    await held.settle('accepted')
    return held.executionId
  }
  const waiting = Array.from({ length: 10 }, publish)
  await first.settle('unknown')
  expect(new Set(await Promise.all(waiting))).toEqual(new Set([first.executionId]))
  expect(publishers).toBe(1)
})

test('who died while publishing, or is of a version that says nothing of it, holds nobody up', async () => {
  const dead = { publisher: newId(), publishesUntil: new Date(Date.now() - 1).toISOString() }
  for (const traces of [dead, {}]) {
    const { claims, hold } = open()
    const executionId = newId()
    const requestDigest = createHash('sha256').update(JSON.stringify(request)).digest('hex').slice(0, 48)
    await claims.append(KEY_OF_A_KEY, 1, { kind: 'claimed', executionId, requestDigest, ...traces })
    expect(await hold()).toMatchObject({ executionId, accepted: false })
  }
})

test('what the queue has is accepted although somebody who took over for a while was refused', async () => {
  const { claims, hold } = open()
  const slow = await hold()
  const last = await claims.last(KEY_OF_A_KEY)
  if (last === undefined) throw new Error('nothing is claimed')
  await claims.append(KEY_OF_A_KEY, 2, { ...last.event, publisher: newId() })
  await claims.append(KEY_OF_A_KEY, 3, { ...last.event, state: 'refused' })
  await slow.settle('accepted')
  expect(await hold()).toMatchObject({ executionId: slow.executionId, accepted: true })
})

test('waiting for another that publishes ends with its signal', async () => {
  const { hold } = open()
  await hold()
  const leaving = new AbortController()
  const waiting = hold({ signal: leaving.signal })
  leaving.abort()
  await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' })
})

test('a key whose execution the queue would not have is free: exactly one of many has it next, with any request', async () => {
  const { hold, claim } = open()
  const refused = await hold()
  await refused.settle('refused')
  const other = { ...request, stdin: 'other' }
  const told = await Promise.all(Array.from({ length: 20 }, () => claim({ request: other })))
  expect(new Set(told).size).toBe(1)
  expect(told).not.toContain(refused.executionId)
})

import { randomUUID } from 'node:crypto'
import { executionEvents } from '@runhive/contracts/execution-streams'
import { createMemoryMesh } from '@runhive/mesh/memory'
import { expect, test } from 'vitest'
import type { Slot } from '../domain/limits.ts'
import { FINISHED } from '../testing/live.ts'
import { releaseFinished } from './release-finished.ts'

test('a finished execution releases its slot, of the account it ran for; one that has not finished releases none', async () => {
  await using mesh = createMemoryMesh()
  const released: Slot[] = []
  await using _releasing = await releaseFinished({
    mesh,
    release: async (slots) => void released.push(...slots),
    log: { error: () => undefined },
  })
  const [one, two] = [randomUUID(), randomUUID()]
  await mesh.log(executionEvents).append(`a-1.${one}`, 1, { kind: 'queued', position: 0 })
  await mesh.log(executionEvents).append(`anon-2.${two}`, 1, FINISHED)
  await expect.poll(() => released).toEqual([{ owner: 'anon-2', executionId: two }])
})

test('a slot that could not be released is released later, and an event under no execution’s key blocks nothing', async () => {
  await using mesh = createMemoryMesh()
  const failures = [new Error('away')]
  const errors: object[] = []
  const released: string[] = []
  await using _releasing = await releaseFinished({
    mesh,
    release: async (slots) => {
      const failure = failures.pop()
      if (failure) throw failure
      released.push(...slots.map(({ executionId }) => executionId))
    },
    log: { error: (fields: object) => void errors.push(fields) },
  })
  const id = randomUUID()
  await mesh.log(executionEvents).append('a-1.nonsense', 1, FINISHED)
  await mesh.log(executionEvents).append(`a-1.${id}`, 1, FINISHED)
  await expect.poll(() => released).toEqual([id])
  expect(errors).toEqual([{ key: 'a-1.nonsense' }])
})

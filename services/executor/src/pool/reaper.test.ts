import { expect, test } from 'vitest'
import type { ContainerSummary, Engine } from '../docker/engine.ts'
import { createReaper } from './reaper.ts'

const OLD = new Date(Date.now() - 3_600_000)
const LATER = String(Math.round(Date.now() / 1000) + 3600)
const PASSED = String(Math.round(Date.now() / 1000) - 1)

function container(
  id: string,
  own: { executor?: string; deadline?: string; createdAt?: Date } = {},
): ContainerSummary {
  const { executor = 'me', deadline = LATER, createdAt = OLD } = own
  return { id, labels: { 'runhive.executor': executor, 'runhive.deadline': deadline }, createdAt }
}

function open(containers: ContainerSummary[], known: string[] = [], retry = async () => 0) {
  const removed: string[] = []
  const failures: unknown[] = []
  const engine: Pick<Engine, 'list' | 'remove'> = {
    list: async () => containers.filter(({ id }) => !removed.includes(id)),
    remove: async (id) => {
      if (id === 'stuck') throw new Error('device busy')
      removed.push(id)
    },
  }
  const reaper = createReaper({
    engine,
    executorId: 'me',
    known: new Set(known),
    removals: { retry },
    everyMs: 3_600_000,
    onFailure: (error) => failures.push(error),
    onReaped: () => undefined,
  })
  return { reaper, removed, failures, containers }
}

test('what carries our id and is not known is removed; what is known or another’s stays', async () => {
  const all = [container('stranger'), container('ours'), container('theirs', { executor: 'other' })]
  const { reaper, removed } = open(all, ['ours'])
  await using _reaper = reaper
  expect(await reaper.reap()).toBe(1)
  expect(removed).toEqual(['stranger'])
})

test('a container past its deadline is removed, no matter which executor made it', async () => {
  const { reaper, removed } = open(
    [container('ours', { deadline: PASSED }), container('theirs', { executor: 'other', deadline: PASSED })],
    ['ours'],
  )
  await using _reaper = reaper
  await reaper.reap()
  expect(removed).toEqual(['ours', 'theirs'])
})

test('at start even the youngest stranger goes; later a young one may be our own, not answered yet', async () => {
  const { reaper, removed, containers } = open([container('crashed', { createdAt: new Date() })])
  await using _reaper = reaper
  await reaper.reap()
  containers.push(container('being created', { createdAt: new Date() }))
  await reaper.reap()
  expect(removed).toEqual(['crashed'])
})

test('those of ours that resisted their removal are tried again, and counted when they are gone', async () => {
  const { reaper } = open([container('stranger')], [], async () => 2)
  await using _reaper = reaper
  expect(await reaper.reap()).toBe(3)
})

test('one that cannot be removed is told of and does not keep the others alive', async () => {
  const { reaper, removed, failures } = open([container('stuck'), container('stranger')])
  await using _reaper = reaper
  expect(await reaper.reap()).toBe(1)
  expect([removed, failures.length]).toEqual([['stranger'], 1])
})

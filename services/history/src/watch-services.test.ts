import type { ServiceInstance } from '@runhive/mesh/mesh'
import { expect, test, vi } from 'vitest'
import { EXPECTED } from './domain/look.ts'
import type { Seen } from './domain/service-states.ts'
import { look, watchServices } from './watch-services.ts'

const instance = (service: string): ServiceInstance => ({
  service,
  instanceId: `one of ${service}`,
  version: '0.0.0',
  startedAt: '2030-01-01T00:00:00.000Z',
  procedures: [],
})
const ALL = EXPECTED.map(instance)
const AT = new Date('2030-01-01T00:05:59.999Z')

/** Looks with these answers, one after another; `Error`: the mesh is away. */
function watching(...answers: Array<readonly ServiceInstance[] | Error>) {
  const kept: Array<{ minute: Date; seen: readonly Seen[] }> = []
  const warned: unknown[] = []
  const deps = {
    mesh: {
      discover: async () => {
        const answer = answers.shift() ?? new Error('nobody asks that often')
        if (answer instanceof Error) throw answer
        return [...answer]
      },
    },
    keep: async (looked: { minute: Date; seen: readonly Seen[] }) => kept.push(looked) > 0,
    log: { warn: (...what: unknown[]) => void warned.push(what) },
    now: () => AT,
  }
  return { deps, kept, warned }
}
const downOf = (seen: readonly Seen[] = []) =>
  seen.flatMap(({ service, state }) => (state === 'down' ? service : []))

test('a look is for the minute in which it began', async () => {
  const { deps, kept } = watching(ALL)
  await look(deps)
  expect(kept.map(({ minute }) => minute.toISOString())).toEqual(['2030-01-01T00:05:00.000Z'])
  expect(downOf(kept[0]?.seen)).toEqual([])
})

test('who does not answer is asked once more before it counts as down', async () => {
  const late = watching(ALL.slice(1), ALL.slice(0, 1))
  await look(late.deps)
  expect(downOf(late.kept[0]?.seen)).toEqual([])
  const gone = watching(ALL.slice(1), ALL.slice(1))
  await look(gone.deps)
  expect(downOf(gone.kept[0]?.seen)).toEqual(['auth'])
})

test('while the mesh is away nothing is kept, and the next minute is looked at again', async () => {
  vi.useFakeTimers({ now: new Date('2030-01-01T00:00:30.000Z') })
  try {
    const { deps, kept, warned } = watching(new Error('the mesh is away'), ALL)
    await using _watch = watchServices({ ...deps, now: () => new Date() })
    await vi.advanceTimersByTimeAsync(29_999)
    expect(warned).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(1)
    expect([warned.length, kept.length]).toEqual([1, 0])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(kept.map(({ minute }) => minute.toISOString())).toEqual(['2030-01-01T00:02:00.000Z'])
  } finally {
    vi.useRealTimers()
  }
})

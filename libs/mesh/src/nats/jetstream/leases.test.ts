import type { Msg } from '@nats-io/transport-node'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Connection } from '../connection/connection.ts'
import { createLeases } from './leases.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function world() {
  const said: string[] = []
  const state = { connected: true, draining: false }
  const connection = {
    isConnected: () => state.connected,
    nats: { isDraining: () => state.draining, isClosed: () => false },
    publish: (subject: string, body: string) => void said.push(`${subject} ${body}`),
  } as unknown as Connection
  const message = (reply: string) => ({ reply }) as Msg
  return { said, state, message, leases: createLeases(connection, 30_000) }
}

test('what is handled slowly stays ours, until it is done or given back', () => {
  const { said, message, leases } = world()
  const [one, two] = [message('one'), message('two')]
  leases.hold(one)
  leases.hold(two)
  vi.advanceTimersByTime(10_000)
  expect(said.splice(0)).toEqual(['one +WPI', 'two +WPI'])
  leases.done(one)
  leases.done(one)
  expect(said.splice(0)).toEqual(['one +ACK'])
  vi.advanceTimersByTime(10_000)
  leases.giveBack(two, 250)
  leases.done(two)
  expect(said.splice(0)).toEqual(['two +WPI', 'two -NAK {"delay":250000000}'])
  expect(vi.getTimerCount()).toBe(0)
})

test('while nothing can be sent nothing throws, and what was not heard comes again by itself', () => {
  const { said, state, message, leases } = world()
  const [one, two] = [message('one'), message('two')]
  leases.hold(one)
  leases.hold(two)
  state.connected = false
  vi.advanceTimersByTime(10_000)
  leases.done(one)
  Object.assign(state, { connected: true, draining: true })
  leases.giveBack(two, 0)
  expect(said).toEqual([])
  expect(vi.getTimerCount()).toBe(0)
})

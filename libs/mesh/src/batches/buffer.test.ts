import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createBuffer } from './buffer.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const limits = { events: 3, bytes: 10, gatherMs: 60 }
const filled = (...sizes: number[]) => {
  const buffer = createBuffer<number>((size) => size, limits)
  for (const size of sizes) buffer.add(size)
  return buffer
}

test('a batch has no more events and no more bytes than it may, and what is larger comes alone', () => {
  const buffer = filled(1, 2, 3, 4, 5, 6, 20, 1)
  const batches: number[][] = []
  while (buffer.size() > 0) batches.push(buffer.take())
  expect(batches).toEqual([[1, 2, 3], [4, 5], [6], [20], [1]])
  expect(buffer.take()).toEqual([])
})

test('it is full by its events or its bytes, and not any more when they were taken', () => {
  expect(filled(1, 2).isFull()).toBe(false)
  expect(filled(1, 2, 3).isFull()).toBe(true)
  const large = filled(10)
  expect(large.isFull()).toBe(true)
  large.take()
  large.add(9)
  expect(large.isFull()).toBe(false)
})

test('it is gathered from the first event on, and what was left over has waited', () => {
  const buffer = filled(1)
  expect(buffer.leftMs()).toBe(60)
  vi.advanceTimersByTime(50)
  for (let count = 0; count < 3; count += 1) buffer.add(1)
  expect(buffer.leftMs()).toBe(10)
  buffer.take()
  vi.advanceTimersByTime(50)
  expect(buffer.leftMs()).toBe(-40)
  buffer.take()
  buffer.add(1)
  expect(buffer.leftMs()).toBe(60)
})

import { contact } from '@runhive/contracts/contact'
import { createMemoryMesh } from '@runhive/mesh/memory'
import { expect, test } from 'vitest'
import type { Message } from '../domain/message.ts'
import { refusing } from '../testing.ts'
import { send } from './send.ts'

const NOW = new Date('2030-01-01T00:00:00.123Z')
const good = { name: 'Ada', email: 'ada@example.org', message: 'Does it run Pascal?' }

async function open(insert?: () => Promise<void>) {
  const kept: Message[] = []
  const mesh = createMemoryMesh()
  const keep = async (message: Message) => {
    await insert?.()
    kept.push(message)
  }
  await mesh.serve(contact, { ...refusing, send: send({ insert: keep, now: () => NOW }) })
  return { kept, send: mesh.connect(contact).send, [Symbol.asyncDispose]: () => mesh[Symbol.asyncDispose]() }
}

test('a message is kept, and its sender gets its id and time', async () => {
  await using form = await open()
  const answer = await form.send(good)
  expect(answer.receivedAt).toBe(NOW.toISOString())
  expect(form.kept).toEqual([{ ...good, id: answer.id, receivedAt: NOW }])
})

test('white space around the fields is not kept', async () => {
  await using form = await open()
  await form.send({ name: ' Ada ', email: good.email, message: '\n Hello \n' })
  expect(form.kept[0]).toMatchObject({ name: 'Ada', message: 'Hello' })
})

test('a message with NUL, which the database cannot hold, is kept without it', async () => {
  await using form = await open()
  await form.send({ ...good, message: 'a\0b' })
  expect(form.kept[0]?.message).toBe('a\u{fffd}b')
})

test.each([
  { name: '' },
  { name: ' ' },
  { name: 'x'.repeat(201) },
  { name: 'Ada\r\nBcc: everyone' },
  { name: 'Ada\0' },
  { email: 'ada' },
  { email: 'ada@example.org\nBcc: everyone@example.org' },
  { email: `${'x'.repeat(254)}@example.org` },
  { message: '' },
  { message: ' \n ' },
  { message: 'x'.repeat(10_001) },
])('input just past a limit is BAD_INPUT and nothing is kept: %j', async (change) => {
  await using form = await open()
  await expect(form.send({ ...good, ...change })).rejects.toMatchObject({ code: 'BAD_INPUT' })
  expect(form.kept).toEqual([])
})

test('a message that could not be stored is never acknowledged', async () => {
  await using form = await open(() => Promise.reject(new Error('the database is unavailable')))
  const refused = await form.send(good).catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'INTERNAL' })
  expect(String(refused)).not.toContain('database')
})

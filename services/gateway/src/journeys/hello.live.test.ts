import { roles } from '@runhive/contracts/roles'
import { afterAll, beforeAll, expect, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { openJourney } from './journey.ts'
import { type Journey, START_MS } from './journey-stack.ts'

let journey: Journey

beforeAll(async () => {
  journey = await openJourney()
}, START_MS)

afterAll(async () => {
  await journey?.[Symbol.asyncDispose]()
}, START_MS)

const HELLO = [
  ['python', 'print("hello from python")'],
  ['c', '#include <stdio.h>\nint main(void) { puts("hello from c"); }\n'],
  [
    'java',
    'public class Main { public static void main(String[] a) { System.out.println("hello from java"); } }',
  ],
] as const

test.each(HELLO)(
  'somebody runs %s over REST and through the client, and gets the same real output',
  async (language, source) => {
    const expected = {
      status: 'succeeded',
      language,
      run: { stdout: `hello from ${language}\n`, exitCode: 0 },
    }
    const overRest = await journey.ask('/executions?wait=true', { language, source })
    expect(overRest).toMatchObject({ status: 200, body: expected })
    expect(await journey.client.executions.run.mutate({ language, source })).toMatchObject(expected)
  },
  60_000,
)

test('what was submitted can be fetched while it is kept and found in the list', async () => {
  const { status, body } = await journey.ask('/executions', {
    language: 'python',
    source: 'print(input())',
    stdin: 'hi',
  })
  expect(status).toBe(202)
  const get = async () => (await journey.ask(`/executions/${body.id}`)).body
  await expect.poll(get).toMatchObject({ status: 'succeeded', run: { stdout: 'hi\n' } })
  const list = async () => (await journey.client.executions.list.query({})).executions.map(({ id }) => id)
  await expect.poll(list).toContain(body.id)
})

test('nothing of a run with store: false is left, in the log or in history', async () => {
  const request = { language: 'python', source: 'print("secret")', store: false }
  const { body } = await journey.ask('/executions?wait=true', request)
  expect(body.run?.stdout).toBe('secret\n')
  await expect.poll(async () => (await journey.ask(`/executions/${body.id}`)).status).toBe(404)
  // Something stored after it has reached history, so this one would have as well.
  const later = await journey.ask('/executions?wait=true', { language: 'python', source: 'print(1)' })
  const listed = async () => (await journey.client.executions.list.query({})).executions.map(({ id }) => id)
  await expect.poll(listed).toContain(later.body.id)
  expect(await listed()).not.toContain(body.id)
})

test('another account sees none of it', async () => {
  const { body } = await journey.ask('/executions?wait=true', { language: 'python', source: 'print(1)' })
  const stranger = { authorization: `Bearer ${await journey.stack.createKey('stranger')}` }
  const answer = await fetch(`${journey.stack.url}/api/v1/executions/${body.id}`, { headers: stranger })
  expect(answer.status).toBe(404)
  const list = await fetch(`${journey.stack.url}/api/v1/executions`, { headers: stranger })
  expect(await list.json()).toEqual({ executions: [] })
})

test('the status shows every service and an executor with its slots', async () => {
  const ask = () => journey.client.health.status.query()
  // The gateway is ready before history and contact are, and what it says may be some seconds old.
  await expect.poll(async () => (await ask()).status).toBe('ok')
  const status = await ask()
  const versions = status.services.flatMap(({ instances }) => instances.map(({ version }) => version))
  expect(new Set(versions)).toEqual(new Set([packageJson.version]))
  expect(status.services.map(({ name }) => name)).toEqual(Object.keys(roles).toSorted())
  expect(status.executors[0]?.slots.total).toBeGreaterThan(0)
})

test('every kind of bad input is refused by the real stack, and no container is started for it', async () => {
  await journey.untilIdle()
  const before = await journey.stack.containers()
  for (const bad of [
    { language: 'klingon', source: '' },
    { language: 'python', files: [{ name: '../x', content: '' }] },
    ...[0, -1, 1e12, 1.5, '5'].map((wallMs) => ({ language: 'python', source: '', limits: { wallMs } })),
  ]) {
    expect(await journey.ask('/executions', bad)).toMatchObject({ status: 400, body: { code: 'BAD_INPUT' } })
  }
  const large = { language: 'python', source: 'x'.repeat(2_000_000) }
  expect(await journey.ask('/executions', large)).toMatchObject({ status: 413, body: { code: 'TOO_LARGE' } })
  expect((await journey.client.health.status.query()).queue.depth).toBe(0)
  const started = (await journey.stack.containers()).filter((id) => !before.includes(id))
  expect(started).toEqual([])
}, 120_000)

test('names of things all objects have reach the program and come back out of history as they were', async () => {
  const names = ['constructor', 'prototype', 'toString', 'hasOwnProperty', 'then', '__defineGetter__']
  const entries = Object.fromEntries(names.map((name) => [name, `the ${name}`]))
  const source = `import json, os
names = json.loads(input())
print(json.dumps({"env": {n: os.environ.get(n) for n in names}, "files": sorted(os.listdir("."))}))
for n in names: open("out/" + n, "w").write(n)
`
  const files = [
    { name: 'main.py', content: source },
    ...['__proto__', ...names, 'out/__proto__'].map((name) => ({ name, content: name })),
  ]
  const asked = { language: 'python', files, env: entries, metadata: entries, collect: ['out'] }
  const { body } = await journey.ask('/executions?wait=true', { ...asked, stdin: JSON.stringify(names) })
  const told = JSON.parse(body.run?.stdout ?? '{}')
  expect(told.env).toEqual(entries)
  expect(told.files).toEqual(expect.arrayContaining(['__proto__', ...names]))
  const collected = body.files as Array<{ name: string }>
  expect(collected.map(({ name }) => name).toSorted()).toEqual(
    ['__proto__', ...names].map((name) => `out/${name}`).toSorted(),
  )
  // What was asked, from history.
  const request = await journey.client.executions.request.query({ id: body.id })
  expect(request).toMatchObject({
    env: entries,
    metadata: entries,
    files: files.map(({ name }) => ({ name })),
  })
  expect(Object.keys(request.env ?? {})).toEqual(names)
  expect((await journey.ask(`/executions/${body.id}`)).body).toMatchObject({ metadata: entries })
})

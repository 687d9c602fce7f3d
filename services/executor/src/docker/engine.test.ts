import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, expect, test } from 'vitest'
import { openEngine } from './engine.ts'
import { toPauseOptions } from './options.ts'

const folder = mkdtempSync(join(tmpdir(), 'runhive-engine-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** An engine that says what it is and creates whatever it is asked for. */
async function openFakeEngine() {
  const created: { url: string | undefined; body: unknown }[] = []
  const answers = {
    version: { Version: '20.10.0', ApiVersion: '1.41' },
    info: { NCPU: 1, MemTotal: 1, DockerRootDir: '/' },
    create: { Id: 'made' },
  }
  const server = createServer(async (request, response) => {
    const body = await text(request)
    const what = request.url?.match(/(version|info|create)\??$/)?.[1] as keyof typeof answers | undefined
    if (what === 'create') created.push({ url: request.url, body: JSON.parse(body) })
    response.writeHead(what ? 200 : 404).end(JSON.stringify(what ? answers[what] : {}))
  })
  const path = join(folder, 'engine.sock')
  await new Promise<void>((resolve) => server.listen(path, resolve))
  return {
    created,
    host: `unix://${path}`,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  }
}

test('what a container is made with is the body of the request, and not in its URL', async () => {
  await using fake = await openFakeEngine()
  await using engine = await openEngine({ host: fake.host })
  const options = toPauseOptions(
    { seccomp: '{}', runtime: 'runc', executorId: 'e', appArmor: true, cgroupVersion: 1 },
    { imageId: 'sha256:0', uid: 7, deadline: new Date(0) },
  )
  expect(await engine.create(options)).toBe('made')
  expect(fake.created).toEqual([
    { url: expect.stringMatching(/^\/v1\.41\/containers\/create\??$/), body: options },
  ])
})

import { contract } from '@runhive/contracts/define'
import { executionEvents } from '@runhive/contracts/execution-streams'
import { gateway } from '@runhive/contracts/gateway'
import { createMemoryMesh } from '@runhive/mesh/memory'
import { expect, test } from 'vitest'
import { answerProgress } from './progress.ts'

const progressOnly = contract('gateway', { progress: gateway.procedures.progress })

const KEY = 'ada.018f0000-0000-7000-8000-000000000001'

async function serve() {
  const mesh = createMemoryMesh()
  const log = mesh.log(executionEvents)
  await mesh.serve(progressOnly, { progress: answerProgress(log) })
  const ask = (key: string) => mesh.connect(gateway).progress({ key })
  return { log, ask, [Symbol.asyncDispose]: () => mesh[Symbol.asyncDispose]() }
}

test('an executor learns the highest number, wherever it is stored, and nothing of what was said', async () => {
  await using served = await serve()
  expect(await served.ask(KEY)).toEqual({ newest: 0, finished: false })
  await served.log.append(KEY, 3, { kind: 'output', stream: 'stdout', text: 'a secret' })
  await served.log.append(KEY, 1, { kind: 'queued', position: 0 })
  expect(await served.ask(KEY)).toEqual({ newest: 3, finished: false })
})

test.each(['ada.*', '*.*', 'ada', 'ada.one.two', '>', 'ada.>'])('%s is no execution', async (key) => {
  await using served = await serve()
  await expect(served.ask(key)).rejects.toMatchObject({ code: 'BAD_INPUT' })
})

import { gateway as contract } from '@runhive/contracts/gateway'
import { expect, test } from 'vitest'
import { openTestGateway } from '../testing/gateway.ts'

const hello = { language: 'python', source: 'print(1)' }
const NEVER = 'alice.0192f0c1-2d3e-7abc-8def-0123456789ab'

test('a gateway knows what was accepted, by anybody, and what has ended, and nothing of what never was', async () => {
  const gate = Promise.withResolvers<void>()
  let held = 0
  await using gateway = await openTestGateway({
    hold: () => (held++ === 0 ? Promise.resolve() : gate.promise),
  })
  const submit = async () => (await gateway.ask('/api/v1/executions', { json: hello })).body.id
  const [ended, running, queued] = [await submit(), await submit(), await submit()].map((id) => `alice.${id}`)
  const { accepted } = gateway.mesh.connect(contract)
  const ask = () =>
    accepted({ keys: [NEVER, ended ?? '', running ?? '', queued ?? '', `bob.${ended?.slice(6)}`] })
  await expect.poll(ask).toEqual({ accepted: [ended, running, queued], finished: [ended] })
  gate.resolve()
})

test('when the log cannot be read there is no answer, and what is no key is refused', async () => {
  await using gateway = await openTestGateway({
    hold: false,
    mesh: (mesh) => ({
      ...mesh,
      log: (definition) => ({ ...mesh.log(definition), last: () => Promise.reject(new Error('away')) }),
    }),
  })
  const { accepted } = gateway.mesh.connect(contract)
  await expect(accepted({ keys: [NEVER] })).rejects.toMatchObject({ code: 'INTERNAL' })
  for (const keys of [['alice.>'], ['*.*'], Array.from({ length: 101 }, () => NEVER)]) {
    await expect(accepted({ keys })).rejects.toMatchObject({ code: 'BAD_INPUT' })
  }
})

import { expect, test } from 'vitest'
import { openTestGateway } from '../testing/gateway.ts'

const hello = { language: 'python', source: 'print(1)' }

test('over HTTP too, who comes back is admitted from credit: as its account, with what is left of its rate, noted, until the key is revoked', async () => {
  await using gateway = await openTestGateway()
  gateway.auth.credit = 16
  const ids = new Set<string>()
  const left: number[] = []
  const run = () => gateway.ask('/api/v1/executions?wait=true', { json: hello })
  while (gateway.auth.asked.length === ids.size || ids.size < 6) {
    const { status, body, headers } = await run()
    expect(status).toBe(200)
    ids.add(body.id ?? '')
    left.push(Number(headers.get('ratelimit-remaining')))
  }
  expect(left.every((remaining) => remaining > 0)).toBe(true)
  const fromCredit = ids.size - gateway.auth.asked.length
  await expect.poll(() => gateway.auth.noted.length).toBe(fromCredit)
  expect(gateway.auth.noted[0]).toMatchObject({ accountId: 'alice', procedure: 'executions.run' })
  expect([...ids].every((id) => gateway.auth.slots.has(id))).toBe(true)

  gateway.auth.revoked.add('rh_alice')
  await gateway.auth.revoke({ kind: 'credential', credential: { kind: 'key', id: 'key-alice' } })
  await expect.poll(async () => (await run()).status).toBe(401)
  await expect.poll(() => gateway.auth.slots.size).toBeLessThanOrEqual(ids.size + 1)
})

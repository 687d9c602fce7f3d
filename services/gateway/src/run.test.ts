import { expect, test } from 'vitest'
import { openTestGateway } from './testing/gateway.ts'

test('POST /executions?wait=true answers with the result of the program', async () => {
  await using gateway = await openTestGateway()
  const answer = await gateway.ask('/api/v1/executions?wait=true', {
    json: { language: 'python', source: 'print(1)' },
  })
  expect(answer).toMatchObject({
    status: 200,
    body: { status: 'succeeded', runtime: 'python-3.13', run: { stdout: 'print(1)' } },
  })
})

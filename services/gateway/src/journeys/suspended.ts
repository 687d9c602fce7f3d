import { createClient, watchExecution } from '@runhive/client/client'
import { expect } from 'vitest'
import type { Journey } from './journey-stack.ts'
import { createKey, OPERATOR, signInAt } from './people.ts'

const endless = { language: 'python', source: 'while True: pass', limits: { wallMs: 60_000, cpuMs: 60_000 } }
const hello = { language: 'python', source: 'print("hello")' }

/** An operator suspends somebody in the middle of a run, and resumes them. */
export async function beSuspended({ stack }: Pick<Journey, 'stack'>, email: string): Promise<void> {
  const [operator, user] = [await signInAt(stack, OPERATOR), await signInAt(stack, email)]
  await stack.makeOperator(OPERATOR)
  const account = (await user.ask('GET', '/account')).body.id
  const { token } = await createKey(user, 'laptop')
  const client = createClient({ url: stack.url, apiKey: token })
  const { id } = await client.executions.submit.mutate(endless)
  const seen: string[] = []
  const watching = (async () => {
    for await (const { event } of watchExecution(client, id)) seen.push(event.kind)
  })()
  await expect.poll(() => seen).toContain('started')
  const ended = watching.then(
    () => seen.at(-1),
    (error) => error.code,
  )

  const reason = 'scans other networks'
  const suspended = await operator.ask('POST', `/admin/accounts/${account}/suspend`, { reason })
  expect(suspended).toMatchObject({ status: 200, body: { suspension: { reason } } })
  const refusal = { code: 'ACCOUNT_SUSPENDED', details: { contact: expect.stringMatching(/\/contact$/) } }
  await expect(client.executions.run.mutate(hello)).rejects.toMatchObject(refusal)
  // The stream ends as the credential's, unless the cancelled run has ended before it.
  expect(['UNAUTHENTICATED', 'finished']).toContain(await ended)
  const statusOf = async () => (await user.ask('GET', `/executions/${id}`)).body.status
  await expect.poll(statusOf).toBe('cancelled')
  expect((await user.ask('GET', '/account')).body).toMatchObject({ suspension: { reason } })
  expect((await user.ask('POST', '/keys', { name: 'another' })).body).toMatchObject(refusal)

  expect((await operator.ask('POST', `/admin/accounts/${account}/resume`, {})).status).toBe(200)
  expect(await client.executions.run.mutate(hello)).toMatchObject({ run: { stdout: 'hello\n' } })
}

import { createClient } from './client.ts'
import { watchExecution } from './watch.ts'

const client = createClient({ url: '' })

export const run = () => client.executions.run.mutate({ language: 'python', source: '' })
export type Stdout = NonNullable<Awaited<ReturnType<typeof run>>['run']>['stdout']
export const stdout: Stdout = ''

// @ts-expect-error a language is needed
export const noLanguage = () => client.executions.run.mutate({ source: '' })
// @ts-expect-error limits are numbers
export const textLimit = () => client.executions.run.mutate({ language: 'c', limits: { wallMs: '1' } })
// @ts-expect-error statuses are known
export const strangeStatus = () => client.executions.list.query({ status: 'great' })
// @ts-expect-error an URL is needed
export const noUrl = () => createClient({})

export const everything = () =>
  client.executions.submit.mutate({
    language: 'cpp',
    files: [{ name: 'a/main.cpp', content: '', encoding: 'base64' }],
    tests: [
      { name: 'one', stdin: '', args: [''], expected: '', limits: { wallMs: 1 } },
      {},
      { stdin: '/w==', encoding: 'base64' },
    ],
    stdin: '/w==',
    stdinEncoding: 'base64',
    comparison: { mode: 'floats', tolerance: 0.1 },
    stopAtFirstFailure: true,
    idempotencyKey: 'a key',
    webhook: { url: 'https://example.com' },
  })
export const live = () =>
  client.executions.submit.mutate({
    language: 'python',
    source: '',
    interactive: true,
    terminal: { columns: 80, rows: 24 },
    idleMs: 1_000,
    detached: true,
    collect: ['*.png'],
  })
export const checked = () =>
  client.executions.run.mutate({
    language: 'c',
    source: '',
    tests: [{}],
    comparison: { mode: 'checker', checker: { language: 'python', source: '' } },
  })
export const written = async () => {
  await client.executions.write.mutate({ id: '', data: '', encoding: 'base64', end: true })
  await client.executions.signal.mutate({ id: '', signal: 'SIGINT' })
  await client.executions.signal.mutate({ id: '', signal: 2 })
  await client.executions.resize.mutate({ id: '', columns: 80, rows: 24 })
}
export const again = async () =>
  client.executions.run.mutate(await client.executions.request.query({ id: '' }))
export type Verdict = NonNullable<Awaited<ReturnType<typeof run>>['tests']>[number]['status']
export const verdict: Verdict = 'wrong_answer'
export async function* gaps() {
  for await (const { event } of watchExecution(client, '')) {
    if (event.kind === 'skipped') yield event.to - event.from
    if (event.kind === 'test') yield event.index
  }
}

// @ts-expect-error a tolerance belongs to floats
export const exact = () => compared({ mode: 'exact', tolerance: 1 })
// @ts-expect-error a checker is a program
export const unchecked = () => compared({ mode: 'checker' })
// @ts-expect-error a terminal has a size
export const sizeless = () => client.executions.submit.mutate({ language: 'c', source: '', terminal: true })
// @ts-expect-error a webhook is told by its URL
export const hook = () => client.executions.submit.mutate({ language: 'c', source: '', webhook: 'https://a' })
// @ts-expect-error a signal is needed
export const noSignal = () => client.executions.signal.mutate({ id: '' })

type Compared = Parameters<typeof client.executions.run.mutate>[0]['comparison']
const compared = (comparison: Compared) =>
  client.executions.run.mutate({ language: 'c', source: '', tests: [{}], comparison })

import { createClient } from './client.ts'

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

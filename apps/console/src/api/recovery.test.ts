import { RunhiveError } from '@runhive/client'
import {
  InfiniteQueryObserver,
  infiniteQueryOptions,
  QueryCache,
  QueryClient,
  QueryObserver,
} from '@tanstack/react-query'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createRecovery } from './recovery.ts'

const away = new RunhiveError('nobody answers', { code: 'UNREACHABLE', details: {}, requestId: '' })
const gone = new RunhiveError('there is none', { code: 'NOT_FOUND', details: {}, requestId: '' })

/** A client that retries after a millisecond, and a service that gives these answers in turn. */
function openClient(...answers: unknown[]) {
  const client = new QueryClient({
    queryCache: new QueryCache({ onError: createRecovery(1) }),
    defaultOptions: { queries: { retry: false } },
  })
  onTestFinished(() => client.clear())
  const queryFn = async () => {
    const answer = answers.length > 1 ? answers.shift() : answers[0]
    if (answer instanceof Error) throw answer
    return answer
  }
  return { client, queryFn }
}

test('what could not be read comes by itself, and until then the error stays in sight', async () => {
  const { client, queryFn } = openClient(away, away, away, 'here it is')
  const seen: string[] = []
  const observer = new QueryObserver(client, { queryKey: ['x'], queryFn })
  onTestFinished(observer.subscribe(({ status }) => seen.push(status)))
  await vi.waitFor(() => expect(observer.getCurrentResult().data).toBe('here it is'))
  expect(seen.filter((status, index) => status !== seen[index - 1])).toEqual(['pending', 'error', 'success'])
})

test('a list that goes on page by page begins with its first', async () => {
  const { client, queryFn } = openClient(away, ['a', 'b'])
  const options = infiniteQueryOptions({
    queryKey: ['list'],
    queryFn,
    initialPageParam: '',
    getNextPageParam: () => undefined,
  })
  const observer = new InfiniteQueryObserver(client, options)
  onTestFinished(observer.subscribe(() => undefined))
  await vi.waitFor(() =>
    expect(observer.getCurrentResult().data).toEqual({ pages: [['a', 'b']], pageParams: [''] }),
  )
})

test('another answer than none is shown, and not asked for again', async () => {
  const { client, queryFn } = openClient(away, gone)
  const observer = new QueryObserver(client, { queryKey: ['x'], queryFn })
  onTestFinished(observer.subscribe(() => undefined))
  await vi.waitFor(() => expect(observer.getCurrentResult().error).toBe(gone))
})

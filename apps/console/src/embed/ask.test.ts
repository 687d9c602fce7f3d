import { expect, test } from 'vitest'
import { askToRun } from './ask.ts'

const ASKED = {
  origin: 'https://run.example.com',
  key: 'rh_secret',
  page: 'https://docs.example.com',
  request: { language: 'python', source: 'print(1)' },
}
const PHASE = { stdout: '1\n', stderr: '', encoding: 'utf8', exitCode: 0, signal: null, wallMs: 42 }

/** A service that gives this answer to every request. */
function answering(status: number, body: unknown) {
  const seen: Array<{ url: string; init: RequestInit }> = []
  const send = async (url: string | URL | Request, init: RequestInit = {}) => {
    seen.push({ url: String(url), init })
    return Response.json(body, { status })
  }
  return { seen, send }
}

test('the key goes in a header, never in the address, and no cookie goes along', async () => {
  const { seen, send } = answering(200, { status: 'succeeded', run: PHASE })
  await askToRun(ASKED, send)
  expect(seen).toHaveLength(1)
  expect(seen[0]?.url).toBe('https://run.example.com/api/v1/executions?wait=true')
  expect(seen[0]?.url).not.toContain('rh_')
  expect(seen[0]?.init).toMatchObject({
    credentials: 'omit',
    headers: { authorization: 'Bearer rh_secret' },
    body: JSON.stringify(ASKED.request),
  })
})

test('a result is told in words, with what was written', async () => {
  const { send } = answering(200, { status: 'succeeded', run: PHASE })
  expect(await askToRun(ASKED, send)).toEqual({
    good: true,
    summary: 'Finished after 42 ms.',
    stdout: '1\n',
    stderr: '',
  })
})

test('what a compiler says is shown as what went wrong', async () => {
  const compile = { ...PHASE, stdout: '', stderr: 'main.c:1: error', exitCode: 1, wallMs: 1_250 }
  const { send } = answering(200, { status: 'compile_failed', compile, run: null })
  expect(await askToRun(ASKED, send)).toEqual({
    good: false,
    summary: 'Did not compile after 1.3 s.',
    stdout: '',
    stderr: 'main.c:1: error',
  })
})

test.each([
  [{ code: 'FORBIDDEN' }, /may not be used from pages of https:\/\/docs\.example\.com/],
  [{ code: 'UNAUTHENTICATED' }, /does not know the key of this snippet/],
  [{ code: 'RATE_LIMITED', details: { retryAfterMs: 2_100 } }, /Wait 3 s/],
  [
    { code: 'BAD_INPUT', message: 'Not valid.', details: { issues: [{ message: 'no such language' }] } },
    /Not valid\. \(no such language\)/,
  ],
])('%j is said so that somebody can mend it', async (body, words) => {
  const { send } = answering(403, body)
  const outcome = await askToRun(ASKED, send)
  expect(outcome.good).toBe(false)
  expect(outcome.summary).toMatch(words)
})

test('no answer, and one that is no JSON, say what to check', async () => {
  const away = async () => Promise.reject(new TypeError('Failed to fetch'))
  expect((await askToRun(ASKED, away)).summary).toMatch(/did not respond/)
  const odd = async () => new Response('<html>', { status: 502 })
  expect((await askToRun(ASKED, odd)).summary).toMatch(/did not respond/)
})

import { expect, test } from 'vitest'
import type { Expectation } from './case.ts'
import { isForPeople, judge } from './judge.ts'

const body = {
  status: 'succeeded',
  message: 'exited',
  run: { stdout: 'hi\n', stderr: '' },
  tests: [{ status: 'skipped' }],
}
const answer = { http: 200, headers: { location: '/x' }, body }

test.each<Expectation>([
  { status: 'succeeded', stdout: 'hi\n', stderr: '' },
  { stdoutIncludes: 'h', stdoutExcludes: 'o' },
  {
    answer: {
      'tests.0.status': { equals: 'skipped' },
      message: { matches: '^exit' },
      'tests.1': { absent: true },
    },
  },
  { headers: { location: { includes: 'x' } } },
  { anyOf: [{ http: 400 }, { status: 'succeeded' }] },
  { status: 'succeeded', anyOf: [{ stdoutIncludes: 'hi' }] },
])('%j is what came back', (expectation) => {
  expect(judge(expectation, answer)).toEqual([])
})

test.each<[Expectation, string]>([
  [{ http: 202 }, 'HTTP 200, not 202'],
  [{ status: 'failed' }, 'status is "succeeded", not "failed"'],
  [{ stdoutIncludes: 'ho' }, 'run.stdout is "hi\\n", without "ho"'],
  [{ stdoutExcludes: 'hi' }, 'run.stdout is "hi\\n", with "hi"'],
  [{ answer: { 'tests.1.status': { equals: 'skipped' } } }, 'tests.1.status is absent, not "skipped"'],
  [{ answer: { status: { absent: true } } }, 'status is "succeeded"'],
  [{ headers: { allow: { includes: 'GET' } } }, 'header allow is absent, without "GET"'],
  [
    { anyOf: [{ http: 400 }, { status: 'failed' }] },
    'none of: HTTP 200, not 400; status is "succeeded", not "failed"',
  ],
])('%j is told as a difference', (expectation, difference) => {
  expect(judge(expectation, answer)).toEqual([difference])
})

test('one of several answers may be a refusal', () => {
  const refused = { http: 400, headers: {}, body: {} }
  expect(judge({ anyOf: [{ http: 400 }, { status: 'succeeded' }] }, refused)).toEqual([])
  expect(judge({ http: 200, anyOf: [{ http: 400 }] }, refused)).toEqual(['HTTP 400, not 200'])
})

test('an answer that is no JSON lacks every field', () => {
  expect(
    judge({ http: 502, status: 'succeeded' }, { http: 502, headers: {}, body: 'Bad gateway' }),
  ).toHaveLength(1)
})

test('a case that only has words is for a person', () => {
  expect(isForPeople({ note: 'a picture' })).toBe(true)
  expect(isForPeople({ note: 'a picture', http: 200 })).toBe(false)
})

import { expect, test } from 'vitest'
import { nearest } from './nearest.ts'

const LANGUAGES = ['c', 'cpp', 'java', 'javascript', 'python', 'python-3.13', 'ruby', 'rust']

test.each([
  ['pyhton', 'python'],
  ['Python', 'python'],
  ['pythn', 'python'],
  ['java script', 'javascript'],
  ['python-3.12', 'python-3.13'],
  ['rusty', 'rust'],
  ['cobol', undefined],
  ['d', undefined],
  ['', undefined],
  ['x'.repeat(100_000), undefined],
])('%s most likely means %s', (word, meant) => {
  expect(nearest(word, LANGUAGES)).toBe(meant)
})

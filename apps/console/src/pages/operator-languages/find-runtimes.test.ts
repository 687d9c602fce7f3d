import { expect, test } from 'vitest'
import type { Runtime } from '../../api/types.ts'
import { findRuntimes } from './find-runtimes.ts'

const runtime = (id: string, name: string, version: string, aliases: string[] = []) =>
  ({ id, language: name.toLowerCase(), name, version, aliases }) as unknown as Runtime

const ALL = [
  runtime('python-3.9', 'Python', '3.9.2', ['py']),
  runtime('go-1.24', 'Go', '1.24.0', ['golang']),
  runtime('python-3.13', 'Python', '3.13.1', ['py']),
]
const ids = (search: string) => findRuntimes(ALL, search).map(({ id }) => id)

test('without words everything is there, by name, the newest version first', () => {
  expect(ids(' ')).toEqual(['go-1.24', 'python-3.13', 'python-3.9'])
})

test('names, versions and aliases are found, ignoring case, and every word must match', () => {
  expect(ids('GOLANG')).toEqual(['go-1.24'])
  expect(ids('py 3.13')).toEqual(['python-3.13'])
  expect(ids('go python')).toEqual([])
})

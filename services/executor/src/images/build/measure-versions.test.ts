import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { parseVersions, toScript } from './measure-versions.ts'

function runtime(id: string, command: string[], pattern = '(\\d+\\.\\S+)') {
  return { runtime: id, measure: { command, pattern } }
}

function measure(manifests: ReturnType<typeof runtime>[]) {
  return parseVersions(execFileSync('/bin/sh', ['-c', toScript(manifests)], { encoding: 'utf8' }), manifests)
}

test('each runtime gets the version its own command prints, on either stream, quotes and all', () => {
  const measured = measure([
    runtime('one-1', ['echo', "it's 1.2.3"]),
    runtime('two-2.0', ['sh', '-c', 'echo "version 2.0.9" >&2; exit 3']),
  ])
  expect(measured).toEqual({ 'one-1': '1.2.3', 'two-2.0': '2.0.9' })
})

test('a runtime that is not the version its id claims fails the build', () => {
  expect(() => measure([runtime('one-1.2', ['echo', '1.20.0'])])).toThrow('one-1.2 has version 1.20.0')
})

test('a runtime that does not answer fails the build and does not borrow the next one’s answer', () => {
  expect(() => measure([runtime('one-1', ['true']), runtime('two-1', ['echo', '1.0'])])).toThrow(
    'one-1 does not report',
  )
})

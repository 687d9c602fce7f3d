import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { env } from 'node:process'
import { repositoryRoot } from '@runhive/stack/repository'
import { expect, test } from 'vitest'

const release = (...words: string[]) => {
  const { PATH = '', HOME = '' } = env
  const main = join(repositoryRoot, 'tools/release/src/main.ts')
  return spawnSync(process.execPath, [main, ...words], { env: { PATH, HOME }, encoding: 'utf8' })
}

test('the check of contracts says which releases they fit', () => {
  const { status, stdout } = release('check')
  expect(stdout).toBe('the contracts fit 0.1.0, what was released last\n')
  expect(status).toBe(0)
})

test('a command that is not there is answered with those that are', () => {
  const { status, stderr } = release('deploy')
  expect(status).toBe(2)
  expect(stderr).toContain('unknown command "deploy": use one of images, prepare')
})

test('a release is kept under a version and nothing else', () => {
  const { status, stderr } = release('store', 'next')
  expect(stderr).toBe('release: not a version like 0.2.0: next\n')
  expect(status).toBe(1)
})

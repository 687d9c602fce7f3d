import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env } from 'node:process'
import { readImageFolders } from '@runhive/executor/catalogue/load-catalogue'
import { createCatalogue, findRuntime } from '@runhive/executor/domain/languages/catalogue'
import { type Stack, startStack } from '@runhive/stack/stack'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Case, EXAMPLES, readCases } from './case.ts'
import { runCase } from './run-case.ts'
import type { Gateway } from './send.ts'

/**
 * The examples, on a whole stack. Those of languages that are built on demand are left to `./dev cases`, which builds
 * them.
 */

const START_MS = 180_000

const folders = (await readImageFolders()).filter(({ build }) => build.default)
const catalogue = createCatalogue(
  folders.flatMap(({ image, manifests }) => manifests.map((manifest) => ({ image, manifest }))),
)
const cases = readCases(EXAMPLES).filter(isOfDefaultLanguage)

function isOfDefaultLanguage({ exchange }: Case): boolean {
  const language = exchange?.body?.language
  return typeof language !== 'string' || findRuntime(catalogue, { language }) !== undefined
}

let stateDir: string
let stack: Stack
let gateway: Gateway

beforeAll(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'runhive-cases-'))
  const { PATH = '', HOME = '', DOCKER_HOST } = env
  const given = { PATH, HOME, EXECUTOR_WARM: '2', ...(DOCKER_HOST ? { DOCKER_HOST } : {}) }
  stack = await startStack({ stateDir, ports: 'free', env: given })
  gateway = { url: stack.url, apiKey: await stack.createKey('cases') }
}, START_MS)

afterAll(async () => {
  await stack?.[Symbol.asyncDispose]()
  rmSync(stateDir, { recursive: true, force: true })
}, START_MS)

test.each(cases)('$name is answered as its users expect', async (one) => {
  const { verdict, said } = await runCase(gateway, one)
  expect(verdict, said).toBe('right')
})

import { env } from 'node:process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkCase, loadConformance } from './conformance.ts'
import { type LocalExecutor, openLocalExecutor } from './open-execute.ts'

const SECONDS = 1000
// The other images are proven by `./dev images --all --check`: not everybody who runs the tests has built them.
const cases = await loadConformance(({ build }) => build.default)
let executor: LocalExecutor

beforeAll(async () => {
  const { DOCKER_HOST } = env
  executor = await openLocalExecutor({ DOCKER_HOST, LOG_LEVEL: 'error' })
}, 60 * SECONDS)
afterAll(() => executor[Symbol.asyncDispose](), 60 * SECONDS)

test.each(cases.map((own) => [own.runtime, own.guarantee, own] as const))(
  '%s: %s',
  async (_runtime, _guarantee, own) => {
    expect(await checkCase(own, executor.execute)).toEqual([])
  },
  60 * SECONDS,
)

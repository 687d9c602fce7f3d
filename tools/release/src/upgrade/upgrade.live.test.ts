import { env } from 'node:process'
import { expect, test } from 'vitest'
import { storedVersions } from '../store/stored.ts'
import { renderUpgrade } from './report.ts'
import { FORWARDS, runUpgrade } from './upgrade.ts'

/** The full form, in every order and at fifty requests a second, is `./dev release upgrade`. */
const PER_SECOND = 15
const REST_MS = 1_000

test('each service of the last release is replaced by this version’s under load: no request fails, nothing accepted is lost', async () => {
  const { PATH = '', HOME = '', DOCKER_HOST } = env
  const given = { PATH, HOME, EXECUTOR_WARM: '2', ...(DOCKER_HOST ? { DOCKER_HOST } : {}) }
  const from = storedVersions().at(-1) ?? ''
  const done = await runUpgrade({
    env: given,
    from,
    order: FORWARDS,
    perSecond: PER_SECOND,
    restMs: REST_MS,
  })
  process.stdout.write(`${renderUpgrade(done)}\n`)
  expect(done.tally.failures).toEqual([])
  expect(done).toMatchObject({ failed: 0, finished: done.accepted })
  expect(done.accepted).toBeGreaterThan(5)
  expect(done.asked).toBeGreaterThan(PER_SECOND * 5)
}, 300_000)

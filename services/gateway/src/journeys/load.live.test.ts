import { createClient } from '@runhive/client/client'
import { roles } from '@runhive/contracts/roles'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type JourneyStack, openJourneyStack, START_MS } from './journey-stack.ts'

let journey: JourneyStack

beforeAll(async () => {
  journey = await openJourneyStack()
}, START_MS)

afterAll(async () => {
  await journey?.[Symbol.asyncDispose]()
}, START_MS)

const RUNS = 200
const AT_ONCE = 16
const LOAD_MS = 300_000

/** Mixed programs, each of which must print its own number and nobody else's. */
function program(number: number): { language: string; source: string; stdin: string } {
  const stdin = `${number}\n`
  if (number % 10 === 0)
    return {
      language: 'c',
      stdin,
      source: '#include <stdio.h>\nint main(void) { int n; scanf("%d", &n); printf("%d\\n", n); }\n',
    }
  if (number % 3 === 0) return { language: 'bash', stdin, source: 'read n; echo "$n"' }
  if (number % 3 === 1) return { language: 'javascript', stdin, source: 'process.stdin.pipe(process.stdout)' }
  return { language: 'python', stdin, source: 'print(input())' }
}

test(
  `${RUNS} mixed runs, ${AT_ONCE} at once, are all answered rightly, and afterwards nothing is under way`,
  async () => {
    const numbers = Array.from({ length: RUNS }, (_, index) => index)
    const wrong: unknown[] = []
    const work = async () => {
      for (let number = numbers.shift(); number !== undefined; number = numbers.shift()) {
        const { status, body } = await journey.ask('/executions?wait=true', program(number))
        const right = status === 200 && body.status === 'succeeded' && body.run?.stdout === `${number}\n`
        if (!right) wrong.push({ number, status, body })
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    expect(wrong).toEqual([])
    await journey.untilIdle()
  },
  LOAD_MS,
)

test('within two minutes of the start the status history shows every part, and claims nothing of before', {
  timeout: 120_000,
}, async () => {
  const client = createClient({ url: journey.stack.url })
  const lastOf = async (name: string) => {
    const { services } = await client.health.history.query({ hours: 1 })
    return services.find((service) => service.name === name)?.buckets.at(-1)?.state
  }
  // Seldom enough for the limits of one address.
  await expect.poll(() => lastOf('contact'), { timeout: 90_000, interval: 1_000 }).toBe('up')
  const { services, bucketMinutes } = await client.health.history.query({ hours: 1 })
  expect(bucketMinutes).toBe(1)
  expect(services.map(({ name }) => name)).toEqual(Object.keys(roles).toSorted())
  for (const { buckets } of services) expect(buckets[0]?.state).toBe('unknown')
  // History may have looked before the gateway was there.
  expect(services.find(({ name }) => name === 'gateway')?.availability).toBeGreaterThan(0)
})

test('after the load the next hello is answered, and stopping leaves no container', async () => {
  const { body } = await journey.ask('/executions?wait=true', {
    language: 'python',
    source: 'print("still here")',
  })
  expect(body.run?.stdout).toBe('still here\n')
  await journey.stack[Symbol.asyncDispose]()
  expect(await journey.stack.containers()).toEqual([])
}, 120_000)

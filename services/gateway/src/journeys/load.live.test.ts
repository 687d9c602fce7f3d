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

test('after the load the next hello is answered, and stopping leaves no container', async () => {
  const { body } = await journey.ask('/executions?wait=true', {
    language: 'python',
    source: 'print("still here")',
  })
  expect(body.run?.stdout).toBe('still here\n')
  await journey.stack[Symbol.asyncDispose]()
  expect(await journey.stack.containers()).toEqual([])
}, 120_000)

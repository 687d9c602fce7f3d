import { type Client, createClient } from '@runhive/client/client'
import { endTimes } from '../interleave.ts'
import type { Report } from '../report.ts'
import type { Setting } from '../setting.ts'
import { percentile } from '../statistics.ts'

const CASES = 100
const CALLERS = 16
const CACHE_ROUNDS = 12

const CPP = `#include <iostream>
int main() {
    long long n;
    std::cin >> n;
    std::cout << n * n << "\\n";
}
`

/**
 * What is saved by compiling once: 100 tests in one submission against 100 submissions, and a compilation that was done
 * before.
 */
export async function measureTests(
  setting: Setting,
  say: (line: string) => void,
): Promise<NonNullable<Report['tests']>> {
  const client = createClient(setting.gateway)
  // Twice, around the other: a machine that gets slower or quicker meanwhile counts half against each.
  const first = await oneSubmission(client, setting)
  say(`tests: one submission with ${CASES} tests: ${(first / 1000).toFixed(1)} s`)
  const separateMs = await separateSubmissions(client, setting)
  say(`tests: ${CASES} submissions, ${CALLERS} at once: ${(separateMs / 1000).toFixed(1)} s`)
  const second = await oneSubmission(client, setting)
  const cache = await measureCache(client, setting)
  say(`tests: ${CACHE_ROUNDS} rounds with and without the compile cache`)
  return { cases: CASES, together: (first + second) / 2, separate: separateMs, ...cache }
}

/** `store: false` in both: nothing is compiled before, or kept for later. */
const UNCACHED = { language: 'cpp', source: CPP, store: false }

async function oneSubmission(client: Client, { settle }: Setting): Promise<number> {
  await settle()
  const tests = Array.from({ length: CASES }, (_, n) => ({ stdin: `${n}\n`, expected: `${n * n}\n` }))
  const start = performance.now()
  const { tests: results = [] } = await client.executions.run.mutate({ ...UNCACHED, tests })
  const ms = performance.now() - start
  const accepted = results.filter(({ status }) => status === 'accepted').length
  if (accepted !== CASES) throw new Error(`only ${accepted} of ${CASES} tests were accepted`)
  return ms
}

async function separateSubmissions(client: Client, { settle }: Setting): Promise<number> {
  await settle()
  let n = 0
  const ends = await endTimes(CASES, CALLERS, async () => {
    const number = n++
    const { run, message } = await client.executions.run.mutate({ ...UNCACHED, stdin: `${number}\n` })
    if (run?.stdout !== `${number * number}\n`) throw new Error(`a C++ program went wrong: ${message}`)
  })
  return ends.at(-1) ?? Number.NaN
}

/** The same program again, and one that nobody has sent before, in turn; medians, milliseconds. */
async function measureCache(
  client: Client,
  { settle }: Setting,
): Promise<{ hitP50Ms: number; missP50Ms: number }> {
  const times = { hit: [] as number[], miss: [] as number[] }
  const nonce = Date.now()
  const send = async (source: string) => {
    await settle()
    const start = performance.now()
    const result = await client.executions.run.mutate({ language: 'cpp', source, stdin: '7\n' })
    const ms = performance.now() - start
    if (result.run?.stdout !== '49\n') throw new Error(`a C++ program went wrong: ${result.message}`)
    return { ms, cached: result.compileCached === true }
  }
  await send(`// ${nonce}\n${CPP}`)
  for (let round = 0; round < CACHE_ROUNDS; round++) {
    const hit = await send(`// ${nonce}\n${CPP}`)
    const miss = await send(`// ${nonce} ${round}\n${CPP}`)
    if (!hit.cached || miss.cached) throw new Error('the compile cache did not do what is measured here')
    times.hit.push(hit.ms)
    times.miss.push(miss.ms)
  }
  return { hitP50Ms: percentile(times.hit, 0.5), missP50Ms: percentile(times.miss, 0.5) }
}

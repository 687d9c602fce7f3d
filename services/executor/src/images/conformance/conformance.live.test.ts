import { env as processEnv } from 'node:process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkCase, loadConformance } from './conformance.ts'
import { type LocalExecutor, openLocalExecutor } from './local-executor.ts'

const SECONDS = 1000
const { DOCKER_HOST } = processEnv
// The other images are proven by `./dev images --all --check`: not everybody who runs the tests has built them.
const cases = await loadConformance(({ build }) => build.default)
let executor: LocalExecutor

beforeAll(async () => {
  executor = await openLocalExecutor({ ...(DOCKER_HOST && { DOCKER_HOST }), LOG_LEVEL: 'error' })
}, 60 * SECONDS)
afterAll(() => executor[Symbol.asyncDispose](), 60 * SECONDS)

test.each(cases.map((own) => [own.runtime, own.guarantee, own] as const))(
  '%s: %s',
  async (_runtime, _guarantee, own) => {
    expect(await checkCase(own, executor.execute)).toEqual([])
  },
  60 * SECONDS,
)

const SORTS = `#include <bits/stdc++.h>
using namespace std;
int main() { vector<int> v{3, 1, 2}; sort(v.begin(), v.end()); cout << v[0] << endl; }
`

test.each([
  '',
  '-std=c++17',
  '-std=c++20 -Wall -Wextra',
  '-O2',
  '-O3',
  '-O2 -std=c++11',
  '-O2 -std=c++14',
  '-O2 -std=c++17 -DONLINE_JUDGE',
  '-O2 -std=c++20',
  '-O2 -std=c++23',
  '-O2 -std=gnu++17',
  '-O2 -std=gnu++20',
  '-O2 -std=gnu++23',
])(
  'bits/stdc++.h is precompiled for "%s"',
  async (flags) => {
    const files = [{ name: 'main.cpp', content: SORTS }]
    const compilerArgs = ['-H', ...flags.split(' ').filter((flag) => flag !== '')]
    const ran = await executor.execute({ language: 'cpp', files, stdin: '', args: [], compilerArgs })
    expect(ran.stdout).toBe('1\n')
    // -H marks a precompiled header that is used with "!".
    expect(ran.compile?.stderr).toMatch(/^! .*bits\/stdc\+\+\.h\.gch/m)
  },
  60 * SECONDS,
)

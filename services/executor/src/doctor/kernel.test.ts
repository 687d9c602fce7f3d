import { expect, test } from 'vitest'
import { judgeKernel, type KernelFacts, readKernel } from './kernel.ts'

const GOOD: KernelFacts = {
  ptyMax: 1_048_576,
  pidMax: 4_194_304,
  kptrRestrict: 2,
  dmesgRestrict: 1,
  usernsClone: 0,
  maxUserNamespaces: 60_000,
  swaps: 0,
}
const need = { slots: 16, processes: 64 }

test('a host with good settings hears so in one sentence', () => {
  expect(judgeKernel(GOOD, need)).toEqual([{ level: 'ok', text: expect.any(String) }])
})

test.each<[Partial<KernelFacts>, string, RegExp]>([
  [{ ptyMax: 4_096 }, 'note', /kernel\.pty\.max=1048576/],
  [{ pidMax: 4_194 }, 'weak', /kernel\.pid_max/],
  [{ swaps: 1 }, 'note', /swapoff/],
  [{ kptrRestrict: 0 }, 'note', /kptr_restrict=2/],
  [{ dmesgRestrict: 0 }, 'note', /dmesg_restrict=1/],
  [{ usernsClone: 1 }, 'note', /kernel\.unprivileged_userns_clone=0/],
  [{ usernsClone: undefined }, 'note', /user\.max_user_namespaces=0/],
])('one weak setting is one sentence with its cure: %j', (facts, level, text) => {
  expect(judgeKernel({ ...GOOD, ...facts }, need)).toEqual([{ level, text: expect.stringMatching(text) }])
})

test('what a kernel does not have is no finding, and this one can be read', async () => {
  const unknown = Object.fromEntries(Object.keys(GOOD).map((name) => [name, undefined]))
  expect(judgeKernel({ ...GOOD, ...unknown }, need)).toHaveLength(1)
  const facts = await readKernel()
  expect(facts.ptyMax).toBeGreaterThan(0)
})

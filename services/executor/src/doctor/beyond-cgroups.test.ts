import { expect, test } from 'vitest'
import { type BoundFacts, judgeBounds } from './beyond-cgroups.ts'

const GOOD: BoundFacts = {
  cgroupVersion: 1,
  sockets: 1,
  tcpBytes: 131_072,
  defaultBytes: 212_992,
  oomScore: 500,
}

test('where sockets and scores are bounded there is no complaint', () => {
  expect(judgeBounds(GOOD)).toEqual([{ level: 'ok', text: expect.any(String) }])
  const elsewhere = { ...GOOD, defaultBytes: undefined, oomScore: undefined }
  expect(judgeBounds(elsewhere)).toEqual([{ level: 'ok', text: expect.any(String) }])
})

test.each<[Partial<BoundFacts>, RegExp]>([
  [{ sockets: undefined }, /TCP, UDP and netlink.*Linux 4\.16.*cgroup v2/],
  [{ sockets: 500 }, /TCP, UDP and netlink.*Linux 4\.16/],
  [{ tcpBytes: undefined }, /TCP, UDP and netlink/],
  [{ tcpBytes: 6_291_456 }, /TCP, UDP and netlink/],
  [{ cgroupVersion: 2, sockets: undefined }, /^Memory that netlink sockets hold/],
  [{ defaultBytes: 425_984 }, /net\.core\.rmem_default=212992/],
])('one thing that is missing is one sentence with its cure: %j', (facts, text) => {
  expect(judgeBounds({ ...GOOD, ...facts })).toEqual([{ level: 'weak', text: expect.stringMatching(text) }])
})

test('a program that can hide from the OOM killer is told beside the rest', () => {
  const [, score] = judgeBounds({ ...GOOD, oomScore: 0 })
  expect(score).toEqual({ level: 'weak', text: expect.stringContaining('CAP_SYS_RESOURCE') })
})

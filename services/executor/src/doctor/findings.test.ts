import { expect, test } from 'vitest'
import type { EngineFacts } from '../docker/facts.ts'
import { judgeDisk, judgeEngine, judgeImages, judgeMemory } from './findings.ts'
import { parseFacts } from './probe.ts'

const GIB = 1024 ** 3
const GOOD: EngineFacts = {
  version: '29.5.1',
  apiVersion: '1.51',
  kernel: '6.12',
  cgroupVersion: 2,
  memoryLimit: true,
  swapLimit: true,
  pidsLimit: true,
  seccomp: true,
  appArmor: true,
  runtimes: ['runc', 'crun'],
  runc: { version: '1.3.3', builtFrom: undefined },
  containerd: { version: '2.1.5', builtFrom: undefined },
  maker: 'Docker Engine - Community',
  cpus: 8,
  memoryBytes: 32 * GIB,
  rootDir: '/var/lib/docker',
}
const complaints = (facts: Partial<EngineFacts>, runtime = 'runc') =>
  judgeEngine({ ...GOOD, ...facts }, runtime).filter(({ level }) => level !== 'ok')

test('a host that has everything gets no complaint', () => {
  expect(complaints({})).toEqual([])
})

test.each<[Partial<EngineFacts>, string, RegExp]>([
  [{ seccomp: false }, 'bad', /seccomp/],
  [{ memoryLimit: false }, 'bad', /memory cgroup/],
  [{ pidsLimit: false }, 'bad', /pids/],
  [{ swapLimit: false }, 'weak', /swapaccount=1/],
  [{ cgroupVersion: 1 }, 'note', /cgroup v1.*TCP buffers/],
  [{ version: '24.0.9' }, 'weak', /2024-06-08/],
  [{ appArmor: false }, 'note', /AppArmor/],
  [{ runtimes: ['crun'] }, 'bad', /EXECUTOR_RUNTIME/],
])('one thing that is missing is one sentence: %j', (facts, level, text) => {
  const found = complaints(facts)
  expect(found).toEqual([{ level, text: expect.stringMatching(text) }])
})

test('little disk is weak, almost none prevents running, and a disk elsewhere is a note', () => {
  const levels = [20 * GIB, 5 * GIB, GIB, undefined].map((free) => judgeDisk('/var/lib/docker', free).level)
  expect(levels).toEqual(['ok', 'weak', 'bad', 'note'])
})

test('more slots than the memory of the host holds are weak', () => {
  expect(judgeMemory(GOOD, { slots: 64, cellBytes: GIB / 2 }).level).toBe('ok')
  expect(judgeMemory(GOOD, { slots: 65, cellBytes: GIB / 2 }).level).toBe('weak')
})

test('no image at all prevents running, a missing one only costs its languages', () => {
  expect(judgeImages(['core'], new Set()).map(({ level }) => level)).toEqual(['bad'])
  expect(judgeImages(['core', 'more'], new Set(['core']))).toEqual([
    { level: 'weak', text: expect.stringContaining('more') },
  ])
  expect(judgeImages(['core'], new Set(['core'])).map(({ level }) => level)).toEqual(['ok'])
})

test('a probe that was cut short is not taken for one that found nothing wrong', () => {
  expect(parseFacts('uid 20000\ncapabilities 0000')).toBeUndefined()
})

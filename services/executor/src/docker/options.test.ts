import { expect, test } from 'vitest'
import { type Lockdown, toCellOptions, toPauseOptions } from './options.ts'

const MIB = 1024 * 1024
const LOCKDOWN: Lockdown = {
  seccomp: '{"defaultAction":"SCMP_ACT_ERRNO"}',
  runtime: 'runc',
  executorId: 'one',
  appArmor: false,
  cgroupVersion: 2,
}
const DEADLINE = new Date(1_700_000_000_000)
const SIZE = { memoryBytes: 512 * MIB, processes: 64, cpus: 1, workBytes: 64 * MIB, tmpBytes: 32 * MIB }

function cell(place: { uid: number; pauseId: string | undefined }, lockdown: Partial<Lockdown> = {}) {
  const options = { imageId: 'sha256:1', kind: 'cell', size: SIZE, place, deadline: DEADLINE } as const
  return toCellOptions({ ...LOCKDOWN, ...lockdown }, options)
}
/** By version 29. */
const MASKED_BY_DOCKER = [
  '/proc/acpi',
  '/proc/asound',
  '/proc/interrupts',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/sched_debug',
  '/proc/scsi',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/sys/devices/virtual/powercap',
  '/sys/firmware',
]
const pause = () => toPauseOptions(LOCKDOWN, { imageId: 'sha256:1', uid: 20_001, deadline: DEADLINE })

test.each([
  ['a cell in a slot', cell({ uid: 20_001, pauseId: 'abc' })],
  ['a cell with a network of its own', cell({ uid: 20_001, pauseId: undefined })],
  ['a pause container', pause()],
])('%s has no privilege, no capability, no way to write outside, and no log', (_name, options) => {
  expect(options.User).toBe('20001:20001')
  expect(options.HostConfig).toMatchObject({
    ReadonlyRootfs: true,
    Privileged: false,
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges', 'seccomp={"defaultAction":"SCMP_ACT_ERRNO"}'],
    IpcMode: 'private',
    CgroupnsMode: 'private',
    LogConfig: { Type: 'none' },
    AutoRemove: false,
    RestartPolicy: { Name: 'no' },
    OomKillDisable: false,
  })
  const { HostConfig: host = {} } = options
  for (const opening of [
    'CapAdd',
    'Binds',
    'Mounts',
    'Devices',
    'PidMode',
    'UTSMode',
    'UsernsMode',
    'GroupAdd',
  ]) {
    expect(host).not.toHaveProperty(opening)
  }
  // Ours replaces the engine's, so it holds what that holds; an empty list of the other would make Docker's own
  // writable.
  expect(host.MaskedPaths).toEqual(expect.arrayContaining(MASKED_BY_DOCKER))
  expect(host.MaskedPaths).toEqual(expect.arrayContaining(['/proc/cmdline', '/proc/locks']))
  expect(host).not.toHaveProperty('ReadonlyPaths')
})

test.each([cell({ uid: 20_001, pauseId: undefined }), pause()])(
  'limits are positive: zero would mean unlimited',
  (options) => {
    const { Memory = 0, MemorySwap, PidsLimit = 0, NanoCpus = 0, ShmSize = 0 } = options.HostConfig ?? {}
    expect(Math.min(Memory, PidsLimit ?? 0, NanoCpus, ShmSize)).toBeGreaterThan(0)
    expect(MemorySwap).toBe(Memory)
  },
)

test('a cell in a slot takes its network from there, and may name neither host nor name server', () => {
  const options = cell({ uid: 20_001, pauseId: 'abc' })
  expect(options.HostConfig?.NetworkMode).toBe('container:abc')
  expect(options).not.toHaveProperty('Hostname')
  expect(options.HostConfig).not.toHaveProperty('Dns')
})

test('a network gives small buffers to sockets, once for all cells of its slot', () => {
  for (const options of [cell({ uid: 20_001, pauseId: undefined }), pause()]) {
    expect(options.HostConfig?.Sysctls).toMatchObject({
      'net.ipv4.tcp_rmem': expect.stringMatching(/ 131072$/),
      'net.ipv4.tcp_wmem': expect.stringMatching(/ 65536$/),
    })
  }
  expect(cell({ uid: 20_001, pauseId: 'abc' }).HostConfig).not.toHaveProperty('Sysctls')
})

test('whoever owns a network has none, a fixed host name, and no name server of the host', () => {
  for (const options of [cell({ uid: 20_001, pauseId: undefined }), pause()]) {
    expect(options.Hostname).toBe('sandbox')
    expect(options.HostConfig).toMatchObject({ NetworkMode: 'none', Dns: ['127.0.0.1'], DnsSearch: ['.'] })
  }
})

test('the work folder belongs to the slot’s uid alone and may hold programs; /tmp may not', () => {
  const { Tmpfs = {} } = cell({ uid: 20_007, pauseId: 'abc' }).HostConfig ?? {}
  expect(Tmpfs).toEqual({
    '/work': `rw,exec,nosuid,nodev,size=${64 * MIB},nr_inodes=20000,mode=0700,uid=20007,gid=20007`,
    '/tmp': `rw,noexec,nosuid,nodev,size=${32 * MIB},nr_inodes=20000,mode=1777`,
  })
})

test('labels say whose it is and until when', () => {
  expect(pause().Labels).toEqual({
    'runhive.executor': 'one',
    'runhive.kind': 'slot',
    'runhive.deadline': '1700000000',
  })
})

test('AppArmor and version 1 of cgroups are used where they are', () => {
  const { HostConfig: host } = cell({ uid: 1, pauseId: 'abc' }, { appArmor: true, cgroupVersion: 1 })
  expect(host?.SecurityOpt).toContain('apparmor=docker-default')
  expect(host?.MemorySwappiness).toBe(0)
  expect(cell({ uid: 1, pauseId: 'abc' }).HostConfig).not.toHaveProperty('MemorySwappiness')
})

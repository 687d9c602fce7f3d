import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'

const rule = z.strictObject({
  comment: z.string(),
  names: z.array(z.string()).nonempty(),
  action: z.enum(['SCMP_ACT_ALLOW', 'SCMP_ACT_ERRNO']),
  errnoRet: z.int().optional(),
  includes: z.strictObject({ arches: z.tuple([z.literal('amd64')]) }).optional(),
  args: z
    .array(
      z.strictObject({
        index: z.int(),
        value: z.int(),
        valueTwo: z.int().optional(),
        op: z.enum(['SCMP_CMP_EQ', 'SCMP_CMP_MASKED_EQ']),
      }),
    )
    .optional(),
})

const profile = z
  .strictObject({
    defaultAction: z.literal('SCMP_ACT_ERRNO'),
    defaultErrnoRet: z.literal(1),
    archMap: z.array(
      z.strictObject({ architecture: z.string(), subArchitectures: z.array(z.string()).max(0) }),
    ),
    syscalls: z.array(rule),
  })
  .parse(JSON.parse(readFileSync(new URL('../../cell/seccomp.json', import.meta.url), 'utf8')))

const allowed = profile.syscalls.filter((each) => each.action === 'SCMP_ACT_ALLOW')
const unconditional = new Set(allowed.filter((each) => !each.args).flatMap((each) => each.names))
const anyhow = new Set(allowed.flatMap((each) => each.names))

test('the profile refuses by default and knows no 32-bit architecture', () => {
  expect(profile.archMap.map((entry) => entry.architecture)).toEqual([
    'SCMP_ARCH_X86_64',
    'SCMP_ARCH_AARCH64',
  ])
})

test('calls whose arguments decide are never allowed without looking at them', () => {
  for (const name of [
    'socket',
    'socketpair',
    'clone',
    'mknod',
    'mknodat',
    'personality',
    'prlimit64',
    'setpriority',
    'sched_setscheduler',
    'sched_setparam',
    'sched_setattr',
    'sched_setaffinity',
    'ioprio_set',
    'ioctl',
    'setsockopt',
  ])
    expect(unconditional.has(name), name).toBe(false)
})

test.each([
  [
    'asynchronous I/O',
    'io_uring_setup io_uring_enter io_uring_register io_setup io_submit io_getevents io_cancel',
  ],
  [
    'memory of others',
    'userfaultfd ptrace process_vm_readv process_vm_writev process_madvise pidfd_getfd kcmp',
  ],
  ['keys, programs and counters in the kernel', 'keyctl add_key request_key bpf perf_event_open syslog'],
  [
    'file handles and watches on whole file systems',
    'fanotify_init fanotify_mark open_by_handle_at name_to_handle_at',
  ],
  [
    'mounts',
    'mount umount2 pivot_root fsopen fsconfig fsmount fspick open_tree move_mount mount_setattr chroot',
  ],
  ['namespaces', 'unshare setns clone3'],
  ['NUMA', 'mbind set_mempolicy get_mempolicy migrate_pages move_pages set_mempolicy_home_node'],
  ['odd memory', 'vmsplice memfd_secret modify_ldt remap_file_pages'],
  [
    'the host itself',
    'sync syncfs reboot kexec_load init_module finit_module delete_module settimeofday swapon acct',
  ],
])('%s: none of it is allowed', (_, names) => {
  expect(names.split(' ').filter((name) => anyhow.has(name))).toEqual([])
})

test('of all requests of ioctl only a line discipline for a terminal is refused', () => {
  const conditions = allowed.filter(({ names }) => names.includes('ioctl')).flatMap(({ args }) => args ?? [])
  const refused = Array.from({ length: 2 ** 16 }, (_, request) => request).filter(
    (request) => !conditions.some(({ value, valueTwo }) => (request & value) === valueTwo),
  )
  expect(refused).toEqual([0x5423])
})

test('of all options of sockets only the sizes of buffers are taken for advice, and nothing else pretends to succeed', () => {
  const conditions = allowed
    .filter(({ names }) => names.includes('setsockopt'))
    .flatMap(({ args }) => args ?? [])
  const [LEVEL, OPTION] = [1, 2]
  const passes = (level: number, option: number) =>
    conditions.some(({ index, value, valueTwo }) => ((index === LEVEL ? level : option) & value) === valueTwo)
  const numbers = Array.from({ length: 2 ** 9 }, (_, number) => number)
  const refused = numbers.flatMap((level) =>
    numbers.filter((option) => !passes(level, option)).map((option) => [level, option]),
  )
  const [SOL_SOCKET, SO_SNDBUF, SO_RCVBUF] = [1, 7, 8]
  expect(conditions.every(({ index }) => index === LEVEL || index === OPTION)).toBe(true)
  expect(refused).toEqual([
    [SOL_SOCKET, SO_SNDBUF],
    [SOL_SOCKET, SO_RCVBUF],
  ])
  const pretending = profile.syscalls.filter(({ errnoRet }) => errnoRet === 0).flatMap(({ names }) => names)
  expect(pretending.sort()).toEqual(['setsockopt', 'setsockopt', 'sync', 'syncfs'])
})

/**
 * Ids that a call may not name when the arguments before it are `fixed`. Tried are all small ones, those with one high
 * bit, and some that are larger than the kernel looks at.
 */
function refusedIds(name: string, index: number, fixed: readonly number[] = []): number[] {
  const rules = allowed.filter(({ names }) => names.includes(name))
  const passes = (id: number) =>
    rules.some(({ args = [] }) => {
      const others = args.filter((condition) => condition.index !== index)
      const own = args.filter((condition) => condition.index === index)
      return (
        others.every(
          (condition) => condition.op === 'SCMP_CMP_EQ' && fixed[condition.index] === condition.value,
        ) && own.some(({ value, valueTwo }) => (BigInt(id) & BigInt(value)) === BigInt(valueTwo ?? -1))
      )
    })
  const small = Array.from({ length: 2 ** 16 }, (_, id) => id)
  const large = Array.from({ length: 6 }, (_, bit) => [2 ** (16 + bit), 2 ** (16 + bit) + 1]).flat()
  return [...small, ...large, 2 ** 22 - 1, 2 ** 32 + 1, 2 ** 40 + 1].filter((id) => !passes(id))
}

// Beyond 32 bits the kernel does not look, so these are cell init too.
const INIT = [1, 2 ** 32 + 1, 2 ** 40 + 1]

test.each(['prlimit64', 'sched_setaffinity', 'sched_setattr', 'sched_setparam', 'sched_setscheduler'])(
  '%s may name every thread but cell init',
  (name) => expect(refusedIds(name, 0)).toEqual(INIT),
)

test('setpriority may name every process but cell init, and no group or user', () => {
  const [PROCESS, GROUP, USER] = [0, 1, 2]
  expect(refusedIds('setpriority', 1, [PROCESS])).toEqual(INIT)
  for (const which of [GROUP, USER]) expect(refusedIds('setpriority', 1, [which])).toContain(0)
})

test('no call is named twice without conditions', () => {
  const names = allowed.filter((each) => !each.args).flatMap((each) => each.names)
  expect(new Set(names).size).toBe(names.length)
})

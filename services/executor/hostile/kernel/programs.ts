import type { Hostile } from '../description/program.ts'

const withAttempt = { with: ['attempt.h'] } as const

/** What `attempt.h` prints when everything was refused; EPERM is the answer unless another is named. */
const refused = (...calls: readonly string[]) => ({
  status: 'succeeded' as const,
  stdout: calls.map((call) => `${call.includes(' ') ? call : `${call} EPERM`}\n`).join(''),
})

/** Only where there are other ways into the same kernel. */
const ofX64: readonly Hostile[] = [
  { file: 'calls-32-bit.c', status: 'signaled', signal: 'SIGSYS' },
  { file: 'calls-x32.c', status: 'signaled', signal: 'SIGSYS' },
  { file: 'old-doors.c', ...withAttempt, ...refused('iopl', 'ioperm', 'modify_ldt') },
]

/** Unix, IPv4 and IPv6 with TCP or UDP, and the netlink that lists addresses. */
const sockets = `1 1 0
1 1 1
1 2 0
1 2 1
1 3 0
1 3 1
1 5 0
1 5 1
2 1 0
2 1 6
2 2 0
2 2 17
10 1 0
10 1 6
10 2 0
10 2 17
16 2 0
16 3 0
`

/** Programs that want something of the kernel, of the host, or of root. */
export const kernel: readonly Hostile[] = [
  {
    file: 'escapes.py',
    status: 'succeeded',
    stdout: '[] 0000000000000000 0000000000000000 1 2 True\n',
  },
  {
    file: 'tracing.c',
    ...withAttempt,
    ...refused(
      'ptrace',
      'ptrace',
      'process_vm_readv',
      'process_vm_writev',
      'process_madvise',
      'process_mrelease',
      'pidfd_getfd',
      'kcmp',
      'prlimit64',
    ),
  },
  {
    file: 'namespaces.c',
    ...withAttempt,
    ...refused('unshare', 'unshare', 'unshare', 'setns', 'clone', 'clone', 'clone3 ENOSYS'),
  },
  {
    file: 'mounts.c',
    ...withAttempt,
    ...refused(
      'mount',
      'mount',
      'mount',
      'umount2',
      'pivot_root',
      'chroot',
      'open_tree',
      'move_mount',
      'fsopen',
      'fsmount',
      'fspick',
      'mount_setattr',
    ),
  },
  {
    file: 'administration.c',
    ...withAttempt,
    ...refused(
      'init_module',
      'finit_module',
      'delete_module',
      'kexec_load',
      'reboot',
      'swapon',
      'acct',
      'quotactl',
      'syslog',
      'sethostname',
      'setdomainname',
      'clock_settime',
      'settimeofday',
      'adjtimex',
      'clock_adjtime',
      'vhangup',
    ),
  },
  {
    file: 'observers.c',
    ...withAttempt,
    ...refused(
      'bpf',
      'bpf',
      'perf_event_open',
      'fanotify_init',
      'userfaultfd',
      'name_to_handle_at',
      'open_by_handle_at',
      'landlock_create_ruleset',
      'seccomp',
      'vmsplice',
      'memfd_secret',
      'remap_file_pages',
      'move_pages',
      'mbind',
    ),
  },
  {
    file: 'rings.c',
    ...withAttempt,
    ...refused(
      'io_uring_setup',
      'io_uring_enter',
      'io_uring_register',
      'io_setup',
      'io_submit',
      'io_destroy',
    ),
  },
  { file: 'keys.c', ...withAttempt, ...refused('add_key', 'request_key', 'keyctl', 'keyctl') },
  {
    file: 'personalities.c',
    ...withAttempt,
    ...refused('personality', 'personality', 'personality', 'personality'),
  },
  { file: 'socket-families.py', status: 'succeeded', stdout: sockets },
  {
    file: 'identities.py',
    status: 'succeeded',
    stdout: `[] True ${'0000000000000000 '.repeat(5)}1 2\n`,
  },
  { file: 'priorities.py', status: 'succeeded', stdout: '[]\n' },
  { file: 'proc-probe.py', status: 'succeeded', stdout: 'addresses of the kernel: 0\n' },
  {
    file: 'host-names.py',
    status: 'succeeded',
    stdout: '/ overlay\n/etc/hostname id\n/etc/hosts id\n/etc/resolv.conf id\n',
  },
  { file: 'sys-probe.py', status: 'succeeded', stdout: '' },
  { file: 'cgroup-escape.py', status: 'succeeded', stdout: '[]\n' },
  { file: 'interfaces.py', status: 'succeeded', stdout: '[]\n' },
  { file: 'network-caller.py', status: 'succeeded', stdout: "['lo'] []\n" },
  { file: 'own-code.py', status: 'succeeded', stdout: "b'owned' b'\\x7fELF\\x02'\n" },
  { file: 'programs-of-others.py', status: 'succeeded', stdout: '' },
  { file: 'no-exec-folders.sh', status: 'succeeded', stdout: 'ran in /work\n' },
  { file: 'sockets-of-the-host.py', status: 'succeeded', stdout: '[]\n' },
  ...(process.arch === 'x64' ? ofX64 : []),
]

import { beforeAll, expect, test, vi } from 'vitest'
import { buildTarget, runInCell } from '../../testing/live-cell.ts'

// Containers start slowly on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

beforeAll(async () => {
  await buildTarget('live')
}, 300_000)

async function probe(): Promise<Record<string, string>> {
  const { stdout, end } = await runInCell(['/probes/seccomp'])
  expect(end.outcome).toEqual({ kind: 'exited', code: 0 })
  return Object.fromEntries(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' ')),
  )
}

test('a cell refuses the dangerous calls and allows their harmless uses', async () => {
  const { int80, x32, clone3, ...results } = await probe()
  const chosen = (result: string) => Object.keys(results).filter((name) => results[name] === result)
  // ENOSYS, because with EPERM the C library would not fall back to clone.
  expect(clone3).toBe('ENOSYS')
  expect(chosen('EPERM')).toEqual([
    'io_uring_setup',
    'io_setup',
    'userfaultfd',
    'ptrace',
    'process_vm_readv',
    'process_vm_writev',
    'pidfd_getfd',
    'kcmp',
    'keyctl',
    'add_key',
    'request_key',
    'bpf',
    'perf_event_open',
    'fanotify_init',
    'name_to_handle_at',
    'open_tree',
    'unshare',
    'setns',
    'get_mempolicy',
    'vmsplice',
    'memfd_secret',
    'clone',
    'mknodat',
    'personality',
    'prlimit64',
    'setpriority',
    'sched_setscheduler',
    'sched_setparam',
    'sched_setattr',
    'sched_setaffinity',
    'ioprio_set',
    'setpriority-high',
    'sched-high',
    'real-time',
    'ioctl',
    'ioctl-high',
    'socket-audit',
    'socket-sctp',
    'socket-alg',
    'socket-vsock',
    'socket-packet',
  ])
  expect(chosen('OK')).toEqual([
    'socket-unix',
    'socket-tcp',
    'socket-udp6',
    'socket-route',
    'prlimit-self',
    'prlimit-own-id',
    'nice-self',
    'nice-own-id',
    'disk-self',
    'processors-own-id',
    'scheduled-thread',
    'mkfifo',
    'personality-query',
    'no-randomize',
    'sync',
    'terminal',
  ])
  // Only where there are other ways into the same kernel.
  if (process.arch === 'x64') expect({ int80, x32 }).toEqual({ int80: 'SYS', x32: 'SYS' })
})

test('shells, perl, threads and a compiler run under the profile', async () => {
  const threads =
    '#include <pthread.h>\n#include <stdio.h>\nstatic void *f(void *x) { return x; }\n' +
    'int main(void) { pthread_t t; return pthread_create(&t, 0, f, 0) || pthread_join(t, 0) || puts("threads") < 0; }'
  const script = `printf '%s' '${threads}' > t.c && gcc -pthread -o t t.c && ./t && perl -e 'print "perl\\n"' | cat`
  const { stdout, stderr } = await runInCell(['bash', '-c', script])
  expect({ stdout, stderr }).toEqual({ stdout: 'threads\nperl\n', stderr: '' })
})

import { beforeAll, describe, expect, test, vi } from 'vitest'
import { buildTarget, runInCell, runToEnd, startCell, startPause, toSpec } from '../../testing/live-cell.ts'

// Containers start slowly on a busy machine; the guarantees below measure time inside the cell.
vi.setConfig({ testTimeout: 30_000 })

beforeAll(async () => {
  await buildTarget('live')
}, 300_000)

const perl = (script: string) => ['perl', '-e', script]

test('a host of an older release, which names no version of the protocol, is spoken to in its own', async () => {
  await expect(startCell({}, 0)).rejects.toThrow('speaks version 2 of the protocol')
})

test('a host that is newer than cell init is told which version it gets', async () => {
  await using cell = await startCell({}, 99)
  expect((await runToEnd(cell.session, toSpec(['true']))).end.outcome).toEqual({ kind: 'exited', code: 0 })
})

describe('a program', () => {
  test('says hello, and its end carries every figure', async () => {
    const { end, stdout } = await runInCell(['echo', 'hello'])
    expect(stdout).toBe('hello\n')
    expect(end).toMatchObject({
      outcome: { kind: 'exited', code: 0 },
      limit: 'none',
      oomKills: 0,
      stdoutBytes: 6,
      networkUsed: false,
    })
    expect(end.wallMicros).toBeGreaterThan(100)
    expect(end.cpuMicros).toBeGreaterThan(100)
    expect(end.peakMemoryBytes).toBeGreaterThan(100_000)
  })

  test('gets 3 MiB of stdin back whole', async () => {
    await using cell = await startCell()
    const bytes = Buffer.alloc(3 * 2 ** 20, 'runhive ')
    const ran = runToEnd(cell.session, toSpec(['cat'], { stdin: 'open', stdoutBytes: bytes.length }))
    await cell.session.writeStdin(bytes)
    cell.session.endStdin()
    const { end, stdout } = await ran
    expect(end.stdoutBytes).toBe(bytes.length)
    expect(stdout === bytes.toString()).toBe(true)
  })

  test('that never reads its stdin ends as if there were none', async () => {
    await using cell = await startCell()
    const ran = runToEnd(cell.session, toSpec(['sleep', '0.1'], { stdin: 'open' }))
    await cell.session.writeStdin(Buffer.alloc(4 * 2 ** 20))
    expect((await ran).end.outcome).toEqual({ kind: 'exited', code: 0 })
  })

  test('that never reads its stdin can still be cancelled', async () => {
    await using cell = await startCell()
    const abort = new AbortController()
    const ran = runToEnd(cell.session, toSpec(['sleep', '60'], { stdin: 'open' }), abort.signal)
    void cell.session.writeStdin(Buffer.alloc(4 * 2 ** 20))
    abort.abort()
    expect((await ran).end).toMatchObject({
      outcome: { kind: 'signaled', signal: 'SIGKILL' },
      limit: 'killed',
    })
  })

  test.each([
    ['an exit code', ['sh', '-c', 'exit 7'], { kind: 'exited', code: 7 }],
    ['a signal', ['sh', '-c', 'kill -SEGV $$'], { kind: 'signaled', signal: 'SIGSEGV' }],
    ['a program that is not there', ['no-such-program'], { kind: 'spawnFailed', error: 'ENOENT' }],
    ['a program that may not run', ['/etc/passwd'], { kind: 'spawnFailed', error: 'EACCES' }],
  ])('ends with %s', async (_, argv, outcome) => {
    expect((await runInCell(argv)).end).toMatchObject({ outcome, limit: 'none' })
  })

  test.each([
    ['on pipes', undefined],
    ['on a terminal', { columns: 80, rows: 24 }],
  ])('%s hears a signal that came with its order, before it had begun', async (_where, terminal) => {
    await using cell = await startCell()
    const spec = toSpec(['sleep', '60'], { stdin: 'open', ...(terminal ? { terminal } : {}) })
    const ran = runToEnd(cell.session, spec)
    cell.session.signal(15)
    expect((await ran).end).toMatchObject({ outcome: { kind: 'signaled', signal: 'SIGTERM' }, limit: 'none' })
  })

  test('hears a signal of the host', async () => {
    await using cell = await startCell()
    const ready = Promise.withResolvers<void>()
    const end = cell.session.runPhase(
      toSpec(perl('$SIG{TERM} = sub { exit 9 }; $| = 1; print "ready"; sleep 60')),
      { onOutput: () => ready.resolve() },
    )
    await ready.promise
    cell.session.signal(15)
    expect((await end).outcome).toEqual({ kind: 'exited', code: 9 })
  })

  test('starts with default signals, no privilege, its own limits, and first in line for the OOM killer', async () => {
    const script = 'cat /proc/self/status /proc/self/oom_score_adj; ulimit -c; ulimit -n'
    const lines = (await runInCell(['sh', '-c', script])).stdout.split('\n')
    expect(lines).toContain('SigBlk:\t0000000000000000')
    expect(lines).toContain('SigIgn:\t0000000000000000')
    expect(lines).toContain('NoNewPrivs:\t1')
    expect(lines).toContain('CapEff:\t0000000000000000')
    expect(lines.slice(-4)).toEqual(['1000', '0', '256', ''])
  })

  test('gets exactly the environment it was given', async () => {
    expect((await runInCell(['env'])).stdout.trim().split('\n').sort()).toEqual([
      'HOME=/work',
      'PATH=/usr/bin:/bin',
    ])
  })
})

describe('what a program leaves behind', () => {
  test('does not delay its end, even with stdout open', async () => {
    const { end, stdout } = await runInCell(['sh', '-c', 'setsid sleep 60 & echo done'])
    expect(stdout).toBe('done\n')
    expect(end.limit).toBe('none')
    expect(end.wallMicros).toBeLessThan(1_000_000)
  })

  test('is gone before the next phase, and orphans are reaped while it runs', async () => {
    await using cell = await startCell()
    await runToEnd(cell.session, toSpec(['sh', '-c', 'setsid sleep 60 & :']))
    // Init and this shell; then as often as it takes until the orphans are reaped, which the wall limit bounds.
    const script = `
      set -- /proc/[0-9]*; echo $#
      for i in 1 2 3 4 5; do (true &) ; done
      while set -- /proc/[0-9]*; [ $# -gt 2 ]; do sleep 0.01; done; echo $#`
    const { stdout } = await runToEnd(cell.session, toSpec(['sh', '-c', script]))
    expect(stdout).toBe('2\n2\n')
  })

  test('is a compiled program that the next phase runs', async () => {
    await using cell = await startCell()
    const source = '#include <stdio.h>\nint main(void) { puts("compiled"); return 3; }\n'
    await cell.session.writeFiles([
      { path: 'src/main.c', content: Buffer.from(source) },
      { path: 'src/unused.h', content: new Uint8Array(0) },
    ])
    const compiled = await runToEnd(cell.session, toSpec(['gcc', '-o', 'program', 'src/main.c']))
    expect(compiled).toMatchObject({ stderr: '', end: { outcome: { kind: 'exited', code: 0 } } })
    const ran = await runToEnd(cell.session, toSpec(['./program']))
    expect(ran).toMatchObject({ stdout: 'compiled\n', end: { outcome: { kind: 'exited', code: 3 } } })
    expect(ran.end.peakMemoryBytes).toBeLessThan(compiled.end.peakMemoryBytes ?? 0)
    expect(ran.end.cpuMicros).toBeLessThan(compiled.end.cpuMicros ?? 0)
  })

  test('cannot lead a file of the host astray', async () => {
    await using cell = await startCell()
    await runToEnd(
      cell.session,
      toSpec(['sh', '-c', 'ln -s /proc/1/fd/1 main.py; mkfifo pipe; ln -s /tmp there']),
    )
    await cell.session.writeFiles([
      { path: 'main.py', content: Buffer.from('harmless') },
      { path: 'pipe', content: Buffer.from('harmless') },
    ])
    const { stdout } = await runToEnd(cell.session, toSpec(['cat', 'main.py', 'pipe']))
    expect(stdout).toBe('harmlessharmless')
    await cell.session.writeFile({ path: 'there/x', content: new Uint8Array(1) })
    await expect(runToEnd(cell.session, toSpec(['true']))).rejects.toMatchObject({
      code: 'file',
      error: 'ENOTDIR',
    })
  })

  test('in the network namespace is reported', async () => {
    const script =
      'use IO::Socket::INET; my $s = IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1") or die;' +
      'IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $s->sockport) or die; print "talked"'
    const { end, stdout, stderr } = await runInCell(perl(script))
    expect({ stdout, stderr, used: end.networkUsed }).toEqual({ stdout: 'talked', stderr: '', used: true })
  })
})

describe('PID 1 of the cell', () => {
  test('is out of reach of a program with the same uid', async () => {
    const { end, stdout } = await runInCell(['/probes/init-access'])
    expect(stdout.trim().split('\n')).toEqual([
      'inherited',
      '/proc/1/fd/0 EACCES',
      '/proc/1/fd/1 EACCES',
      '/proc/1/mem EACCES',
      '/proc/1/environ EACCES',
      '/proc/1/oom_score_adj EACCES',
      'ptrace EPERM',
      'prlimit EPERM',
      'prlimit-high EPERM',
      'pidfd_getfd EPERM',
      'process_vm_readv EPERM',
    ])
    // It was sent every signal there is, and still reports.
    expect(end).toMatchObject({ outcome: { kind: 'exited', code: 0 }, limit: 'none' })
  })

  test('cannot be made to say something by a program that prints frames', async () => {
    const forged = '\\204\\000\\000\\000\\063'
    const script = `printf "${forged}%051d" 0; printf "${forged}%051d" 0 >&2; printf x > /proc/1/fd/1`
    const { end, stdout } = await runInCell(['sh', '-c', script])
    expect(stdout.length).toBeGreaterThan(51)
    expect(end).toMatchObject({ outcome: { kind: 'exited', code: 2 }, stdoutBytes: 56 })
  })
})

describe('a cell', () => {
  test.each(['../up', '/etc/x', 'a//b', 'a/../b', '', '.', 'a/', 'x\0y'])(
    'refuses the path %j',
    async (path) => {
      await using cell = await startCell()
      await cell.session.writeFile({ path, content: new Uint8Array(1) })
      await expect(runToEnd(cell.session, toSpec(['true']))).rejects.toMatchObject({
        name: 'CellFailure',
        code: 'file',
      })
    },
  )

  test('says that its disk is full when a file does not fit', async () => {
    await using cell = await startCell({ workBytes: 2 ** 20 })
    const written = cell.session.writeFile({ path: 'big', content: new Uint8Array(2 ** 21) })
    const ran = runToEnd(cell.session, toSpec(['true']))
    await expect(Promise.all([written, ran])).rejects.toMatchObject({ code: 'file', error: 'ENOSPC' })
  })

  test('ends when the host closes its stdin, whatever it is doing', async () => {
    await using cell = await startCell()
    const gone = expect(runToEnd(cell.session, toSpec(['sh', '-c', 'trap "" HUP TERM; sleep 60']))).rejects
    const over = cell.container.wait()
    cell.connection.end()
    await gone.toMatchObject({ name: 'CellGone' })
    await over
  })

  test('ends when the host is lost without a word', async () => {
    await using cell = await startCell()
    const over = cell.container.wait()
    cell.connection.destroy()
    await over
  })

  test('ends at once when it is told to exit', async () => {
    await using cell = await startCell()
    const over = cell.container.wait()
    cell.session.exit()
    expect(await over).toMatchObject({ StatusCode: 0 })
    await cell.session.closed
  })
})

test('the pause program ends on SIGTERM', async () => {
  await using pause = await startPause()
  await pause.kill({ signal: 'SIGTERM' })
  expect(await pause.wait()).toMatchObject({ StatusCode: 0 })
})

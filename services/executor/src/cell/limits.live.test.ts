import { beforeAll, describe, expect, test, vi } from 'vitest'
import { buildTarget, runInCell, runToEnd, startCell, toSpec } from '../../testing/live-cell.ts'

// Containers start slowly on a busy machine; the guarantees below measure time inside the cell.
vi.setConfig({ testTimeout: 30_000 })

beforeAll(async () => {
  await buildTarget('live')
}, 300_000)

const perl = (script: string) => ['perl', '-e', script]

describe('a limit', () => {
  test('on wall time ends a sleeper in time, and keeps what it wrote', async () => {
    const { end, stdout } = await runInCell(['sh', '-c', 'echo before; sleep 60'], { wallMs: 300 })
    expect(end).toMatchObject({ limit: 'wall', outcome: { kind: 'signaled', signal: 'SIGKILL' } })
    expect(end.wallMicros).toBeGreaterThanOrEqual(300_000)
    expect(end.wallMicros).toBeLessThan(900_000)
    expect(stdout).toBe('before\n')
  })

  test('on CPU time counts all processes together', async () => {
    const { end } = await runInCell(['sh', '-c', 'while :; do :; done & while :; do :; done'], { cpuMs: 300 })
    expect(end.limit).toBe('cpu')
    expect(end.cpuMicros).toBeGreaterThan(300_000)
    expect(end.cpuMicros).toBeLessThan(900_000)
  })

  test('on CPU time does not count sleeping', async () => {
    const { end } = await runInCell(['sleep', '0.3'], { cpuMs: 100 })
    expect(end).toMatchObject({ limit: 'none', outcome: { kind: 'exited', code: 0 } })
  })

  test.each(['stdout', 'stderr'] as const)(
    'on %s ends an endless printer, and keeps the beginning',
    async (stream) => {
      const redirect = stream === 'stderr' ? '>&2' : ''
      const ran = await runInCell(['sh', '-c', `yes abc ${redirect}`], { [`${stream}Bytes`]: 1000 })
      expect(ran.end.limit).toBe('output')
      expect(ran.end[`${stream}Bytes`]).toBeGreaterThan(1000)
      expect(ran[stream].length).toBeLessThanOrEqual(1000 + 65536)
      expect(ran[stream].startsWith('abc\n'.repeat(250))).toBe(true)
    },
  )

  test('on output that is met exactly is no limit reached', async () => {
    const { end } = await runInCell(['sh', '-c', 'printf 1234567890'], { stdoutBytes: 10 })
    expect(end).toMatchObject({ limit: 'none', stdoutBytes: 10 })
  })

  test('on processes and wall time contains a fork bomb', async () => {
    const { end } = await runInCell(perl('while (1) { fork }'), { wallMs: 1000, cpuMs: 60_000 })
    expect(end.limit).toBe('wall')
    expect(end.wallMicros).toBeLessThan(2_500_000)
  })

  test('on memory is counted, and init survives to say so', async () => {
    await using cell = await startCell({ memoryBytes: 64 * 2 ** 20 })
    const { end } = await runToEnd(cell.session, toSpec(perl('$x = "x" x 200_000_000; print length $x')))
    expect(end).toMatchObject({ outcome: { kind: 'signaled', signal: 'SIGKILL' }, oomKills: 1 })
    expect(end.peakMemoryBytes).toBeGreaterThan(60 * 2 ** 20)
  })

  test('on memory bounds what sockets may hold, and the next phase begins anew', async () => {
    // 150 sockets of 256 KiB each in each process.
    const hold = (processes: number) =>
      perl(`use Socket; for (2..${processes}) { fork or last }
        for (1..150) { socket($s[$_], AF_INET, SOCK_DGRAM, 0) and bind($s[$_], sockaddr_in(0, INADDR_LOOPBACK)) or die }
        $| = 1; print "."; sleep 60`)
    await using cell = await startCell({ memoryBytes: 128 * 2 ** 20 })
    const most = await runToEnd(cell.session, toSpec(hold(3), { wallMs: 1500 }))
    expect(most).toMatchObject({ stdout: '...', end: { limit: 'wall', oomKills: 0 } })
    const { end } = await runToEnd(cell.session, toSpec(hold(4), { wallMs: 30_000 }))
    expect(end).toMatchObject({
      limit: 'none',
      outcome: { kind: 'signaled', signal: 'SIGKILL' },
      oomKills: 1,
    })
    expect(end.peakMemoryBytes).toBeGreaterThan(128 * 2 ** 20)
    const after = await runToEnd(cell.session, toSpec(['true']))
    expect(after.end).toMatchObject({ outcome: { kind: 'exited', code: 0 }, oomKills: 0 })
  })

  test('on file size stops a file, not the cell', async () => {
    const { stderr } = await runInCell(['sh', '-c', 'trap "" XFSZ; head -c 5000 /dev/zero > big'], {
      fileSizeBytes: 4096,
    })
    expect(stderr).toContain('File too large')
  })

  test('is enforced while the host reads nothing', async () => {
    await using cell = await startCell()
    cell.connection.pause()
    const ran = runToEnd(cell.session, toSpec(['yes'], { wallMs: 3000, stdoutBytes: 2 ** 30 }))
    const top = () => cell.container.top().then((processes) => processes.Processes.length)
    await expect.poll(top).toBe(2)
    // Everything between the program and us is full now; the wall limit must not care.
    await expect.poll(top).toBe(1)
    cell.connection.resume()
    expect((await ran).end.limit).toBe('wall')
  })
})

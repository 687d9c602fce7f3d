import { beforeAll, describe, expect, test, vi } from 'vitest'
import { buildTarget, runInCell, runToEnd, startCell, toSpec } from '../../testing/live-cell.ts'
import { shell, startOnTerminal, TERMINAL_SIZE } from '../../testing/live-terminal.ts'

// Containers start slowly on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const exited = (code: number) => ({ kind: 'exited', code })
const killed = { outcome: { kind: 'signaled', signal: 'SIGKILL' } }

type Terminal = Awaited<ReturnType<typeof startOnTerminal>>
const sees = ({ screen }: Terminal, text: string) => expect.poll(screen).toContain(text)

beforeAll(async () => {
  await buildTarget('live')
}, 300_000)

describe('a program on a terminal', () => {
  test('in Python shows its prompt before anything is typed, and knows where it is', async () => {
    const script =
      'import os, sys\nprint([os.isatty(fd) for fd in (0, 1, 2)], *os.get_terminal_size())\n' +
      'print("hello", input("name? "), file=sys.stderr)'
    await using terminal = await startOnTerminal(['python3', '-c', script])
    await sees(terminal, 'name? ')
    await terminal.types('Ada\n')
    expect((await terminal.end).outcome).toEqual(exited(0))
    expect(terminal.screen()).toBe('[True, True, True] 91 33\r\nname? Ada\r\nhello Ada\r\n')
  })

  test('in C shows its prompt without a flush', async () => {
    await using cell = await startCell()
    const source =
      '#include <stdio.h>\nint main(void) { int n; printf("guess? "); scanf("%d", &n); printf("%d it is\\n", n); }'
    await cell.session.writeFile({ path: 'main.c', content: Buffer.from(source) })
    await runToEnd(cell.session, toSpec(['gcc', 'main.c']))
    let screen = ''
    const end = cell.session.runPhase(toSpec(['./a.out'], { stdin: 'open', terminal: TERMINAL_SIZE }), {
      onOutput: (_, bytes) => {
        screen += Buffer.from(bytes).toString()
      },
    })
    await expect.poll(() => screen).toBe('guess? ')
    await cell.session.writeStdin(Buffer.from('42\n'))
    expect((await end).outcome).toEqual(exited(0))
    expect(screen).toBe('guess? 42\r\n42 it is\r\n')
  })

  test('leads its session, on a fresh terminal in every phase', async () => {
    await using cell = await startCell()
    const script = 'import os; print(os.ttyname(0), os.getsid(0) == os.tcgetpgrp(0) == os.getpid())'
    const spec = toSpec(['python3', '-c', script], { terminal: TERMINAL_SIZE })
    for (const _ of [1, 2])
      expect(await runToEnd(cell.session, spec)).toMatchObject({ stdout: '/dev/pts/0 True\r\n' })
  })

  test('hears that its window has another size', async () => {
    const script =
      'import os, signal\nsignal.signal(signal.SIGWINCH, lambda *_: print(*os.get_terminal_size()))\n' +
      'print("ready")\nsignal.pause(); signal.pause()'
    await using terminal = await startOnTerminal(['python3', '-c', script])
    await sees(terminal, 'ready')
    terminal.session.resize(120, 40)
    await sees(terminal, '120 40')
    terminal.session.resize(1000, 1)
    await sees(terminal, '1000 1')
    expect((await terminal.end).outcome).toEqual(exited(0))
  })

  test('is interrupted by ^C', async () => {
    const script = 'try:\n  input("? ")\nexcept KeyboardInterrupt: print("interrupted")'
    await using terminal = await startOnTerminal(['python3', '-c', script])
    await sees(terminal, '? ')
    await terminal.types('\x03')
    expect((await terminal.end).outcome).toEqual(exited(0))
    expect(terminal.screen()).toBe('? ^Cinterrupted\r\n')
  })

  test('that does nothing about ^C ends by SIGINT', async () => {
    await using terminal = await startOnTerminal(shell('echo ready; exec sleep 60'))
    await sees(terminal, 'ready')
    await terminal.types('\x03')
    expect(await terminal.end).toMatchObject({
      outcome: { kind: 'signaled', signal: 'SIGINT' },
      limit: 'none',
    })
  })

  test('gets a signal of the host in its foreground, not in the shell that waits for it', async () => {
    await using terminal = await startOnTerminal([
      'bash',
      '-mc',
      '(echo ready; exec sleep 60); echo "ended with $?"',
    ])
    await sees(terminal, 'ready')
    terminal.session.signal(15)
    expect((await terminal.end).outcome).toEqual(exited(0))
    expect(terminal.screen()).toContain('ended with 143')
  })

  test('may close its descriptors and come back', async () => {
    const script = 'exec < /dev/null > /dev/null 2>&1; sleep 0.1; echo back > /dev/tty'
    expect(await runInCell(shell(script), { terminal: TERMINAL_SIZE })).toMatchObject({ stdout: 'back\r\n' })
  })
})

describe('a terminal', () => {
  test.each([
    ['lines', 'echo ready; sleep 60', 'line\n'],
    ['one endless line', 'echo ready; sleep 60', 'x'],
    ['keys', 'stty raw -echo; echo ready; sleep 60', 'x'],
  ])('that is full of %s nobody reads does not hold up a kill', async (_, script, text) => {
    await using terminal = await startOnTerminal(shell(script))
    await sees(terminal, 'ready')
    // What fits the window goes out at once, and the kill behind it.
    void terminal.types(text.repeat(3 * 2 ** 20))
    terminal.session.kill('cancelled')
    expect(await terminal.end).toMatchObject({ ...killed, limit: 'killed' })
  })

  test('that was full is emptied once the program reads', async () => {
    const script = 'stty raw -echo; echo ready; head -c 2000000 | wc -c'
    await using terminal = await startOnTerminal(shell(script))
    await sees(terminal, 'ready')
    await terminal.types('x'.repeat(2_000_000))
    expect((await terminal.end).outcome).toEqual(exited(0))
    expect(terminal.screen()).toContain('2000000')
  })

  test('that a background process holds open does not delay the end', async () => {
    const script = 'setsid sleep 60 & sleep 60 & trap "" HUP; echo done'
    const { end, stdout } = await runInCell(shell(script), { terminal: TERMINAL_SIZE })
    expect({ stdout, outcome: end.outcome, limit: end.limit }).toEqual({
      stdout: 'done\r\n',
      outcome: exited(0),
      limit: 'none',
    })
  })

  test('loses nothing that was written before the end', async () => {
    await using cell = await startCell()
    const spec = toSpec(shell('head -c 300000 /dev/zero | tr "\\0" x; printf "\\n."'), {
      terminal: TERMINAL_SIZE,
    })
    for (let time = 0; time < 5; time++) {
      const { end, stdout } = await runToEnd(cell.session, spec)
      expect(end).toMatchObject({ stdoutBytes: 300_003, stderrBytes: 0 })
      expect(stdout === `${'x'.repeat(300_000)}\r\n.`).toBe(true)
    }
  })

  test('ends an endless printer at its output limit, and keeps the beginning', async () => {
    const { end, stdout } = await runInCell(['yes', 'abc'], { terminal: TERMINAL_SIZE, stdoutBytes: 1000 })
    expect(end).toMatchObject({ ...killed, limit: 'output' })
    // Exactly this much is forwarded of what was written; the session has compared it with the figure in the end.
    expect(stdout.length).toBe(Math.min(end.stdoutBytes, 1000 + 65536))
    expect(stdout.startsWith('abc\r\n'.repeat(200))).toBe(true)
  })

  test('whose output meets the limit exactly reaches none', async () => {
    const { end } = await runInCell(shell('echo 12345678 >&2'), { terminal: TERMINAL_SIZE, stdoutBytes: 10 })
    expect(end).toMatchObject({ limit: 'none', stdoutBytes: 10, outcome: exited(0) })
  })

  test('has its wall limit while the host reads nothing', async () => {
    await using terminal = await startOnTerminal(['yes'], { wallMs: 3000, stdoutBytes: 2 ** 30 })
    terminal.connection.pause()
    const count = () => terminal.container.top().then((processes) => processes.Processes.length)
    await expect.poll(count).toBe(1)
    terminal.connection.resume()
    expect((await terminal.end).limit).toBe('wall')
  })
})

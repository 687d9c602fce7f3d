import { beforeAll, describe, expect, test, vi } from 'vitest'
import { buildTarget, runInCell, runToEnd, startCell, toSpec } from './live-cell.ts'

// Containers start slowly on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const size = { columns: 91, rows: 33 }
const shell = (script: string) => ['sh', '-c', script]
const exited = (code: number) => ({ kind: 'exited', code })
const killed = { outcome: { kind: 'signaled', signal: 'SIGKILL' } }

beforeAll(async () => {
  await buildTarget('live')
}, 300_000)

/** A program on a terminal, and what a person in front of it sees and does. */
async function startOnTerminal(argv: readonly string[], own: Parameters<typeof toSpec>[1] = {}) {
  const cell = await startCell()
  let screen = ''
  const end = cell.session.runPhase(toSpec(argv, { stdin: 'open', terminal: size, ...own }), {
    onOutput: (stream, bytes) => {
      screen += stream === 'stdout' ? Buffer.from(bytes).toString() : `[${stream}]`
    },
  })
  end.catch(() => undefined)
  return {
    ...cell,
    end,
    screen: () => screen,
    sees: (text: string) => expect.poll(() => screen).toContain(text),
    types: (text: string) => cell.session.writeStdin(Buffer.from(text)),
  }
}

describe('a program on a terminal', () => {
  test('in Python shows its prompt before anything is typed, and knows where it is', async () => {
    const script =
      'import os, sys\nprint([os.isatty(fd) for fd in (0, 1, 2)], *os.get_terminal_size())\n' +
      'print("hello", input("name? "), file=sys.stderr)'
    await using terminal = await startOnTerminal(['python3', '-c', script])
    await terminal.sees('name? ')
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
    const end = cell.session.runPhase(toSpec(['./a.out'], { stdin: 'open', terminal: size }), {
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
    const spec = toSpec(['python3', '-c', script], { terminal: size })
    for (const _ of [1, 2])
      expect(await runToEnd(cell.session, spec)).toMatchObject({ stdout: '/dev/pts/0 True\r\n' })
  })

  test('hears that its window has another size', async () => {
    const script =
      'import os, signal\nsignal.signal(signal.SIGWINCH, lambda *_: print(*os.get_terminal_size()))\n' +
      'print("ready")\nsignal.pause(); signal.pause()'
    await using terminal = await startOnTerminal(['python3', '-c', script])
    await terminal.sees('ready')
    terminal.session.resize(120, 40)
    await terminal.sees('120 40')
    terminal.session.resize(1000, 1)
    await terminal.sees('1000 1')
    expect((await terminal.end).outcome).toEqual(exited(0))
  })

  test('is interrupted by ^C', async () => {
    const script = 'try:\n  input("? ")\nexcept KeyboardInterrupt: print("interrupted")'
    await using terminal = await startOnTerminal(['python3', '-c', script])
    await terminal.sees('? ')
    await terminal.types('\x03')
    expect((await terminal.end).outcome).toEqual(exited(0))
    expect(terminal.screen()).toBe('? ^Cinterrupted\r\n')
  })

  test('that does nothing about ^C ends by SIGINT', async () => {
    await using terminal = await startOnTerminal(shell('echo ready; exec sleep 60'))
    await terminal.sees('ready')
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
    await terminal.sees('ready')
    terminal.session.signal(15)
    expect((await terminal.end).outcome).toEqual(exited(0))
    expect(terminal.screen()).toContain('ended with 143')
  })

  test('may close its descriptors and come back', async () => {
    const script = 'exec < /dev/null > /dev/null 2>&1; sleep 0.1; echo back > /dev/tty'
    expect(await runInCell(shell(script), { terminal: size })).toMatchObject({ stdout: 'back\r\n' })
  })
})

describe('the end of input', () => {
  test.each([
    ['nothing', '', ''],
    ['a line', 'one\n', 'one\r\none\r\n'],
    ['an unfinished line', 'one\ntwo', 'one\r\ntwoone\r\ntwo'],
    ['an end that was typed', 'one\x04', 'oneone'],
  ])('behind %s ends cat on a terminal', async (_, text, screen) => {
    await using terminal = await startOnTerminal(['cat'])
    await terminal.types(text)
    terminal.session.endStdin()
    expect((await terminal.end).outcome).toEqual(exited(0))
    // Whether a line's echo or cat's copy of the line before comes first is chance.
    const letters = (shown: string) => [...shown].sort().join('')
    expect(letters(terminal.screen())).toBe(letters(screen))
  })

  test('is there from the beginning when the phase has no stdin', async () => {
    expect((await runInCell(['cat'], { terminal: size })).end.outcome).toEqual(exited(0))
  })

  const python = (script: string) => ['python3', '-c', script]
  const thrice = (call: string) =>
    `import sys\nfor _ in range(3):\n  try: print("read", repr(${call}))\n  except EOFError: print("end")`

  test.each([
    ['the same program, three times', python(thrice('sys.stdin.readline()')), ["'abc'", "''"]],
    ['input(), three times', python(`input()\nprint(input())\n${thrice('input()')}`), ['end\r\nend\r\nend']],
    ['a loop over lines', python('import sys\nprint([*sys.stdin], [*sys.stdin])'), ["'abc'] []"]],
    ['one program after the other', shell('cat; echo; cat; echo; wc -c'), ['abc', '\r\n0\r\n']],
    ['a shell that reads lines', ['bash', '-c', 'read a; read b; read c; echo "$b, $?"'], ['abc, 1']],
    [
      'a shell that reads keys',
      ['bash', '-c', 'n=0; while read -r -n 1; do ((++n)); done; echo "$n keys"'],
      ['9 keys'],
    ],
  ])('lasts for %s', async (_, argv, seen) => {
    await using terminal = await startOnTerminal(argv)
    await terminal.types('first\nabc')
    terminal.session.endStdin()
    expect(await terminal.end).toMatchObject({ outcome: exited(0), limit: 'none' })
    for (const text of seen) expect(terminal.screen()).toContain(text)
  })

  const modes =
    'import os, select\n' + 'def change(mode): os.system("stty " + mode)\ndef read(): return os.read(0, 9)\n'

  test('lasts for a program that changes to keys and back', async () => {
    const script = `${modes}for mode in ["-icanon min 1", "icanon"] * 2:\n  print(read(), end="", flush=True); change(mode)`
    const { end, stdout } = await runInCell(python(script), { terminal: size })
    expect(end).toMatchObject({ outcome: exited(0), limit: 'none' })
    expect(stdout).toBe("b''".repeat(4))
  })

  test.each(['stty raw -echo', 'stty -icanon -echo'])(
    'is an empty read after %s, behind what was typed, as often as it is asked for',
    async (mode) => {
      await using terminal = await startOnTerminal(
        shell(`${mode}; echo ready; cat | od -An -tx1; cat | wc -c`),
      )
      await terminal.sees('ready')
      await terminal.types('abc')
      terminal.session.endStdin()
      expect((await terminal.end).outcome).toEqual(exited(0))
      expect(terminal.screen()).toMatch(/^ready\s+61 62 63\s+0\s+$/)
    },
  )

  test('wakes a program that waits for keys in poll or select', async () => {
    const wait = 'print("ready", flush=True); select.select([0], [], []); print(read(), read())'
    await using terminal = await startOnTerminal(python(`${modes}change("-icanon -echo min 1"); ${wait}`))
    await terminal.sees('ready')
    terminal.session.endStdin()
    expect((await terminal.end).outcome).toEqual(exited(0))
    expect(terminal.screen()).toContain("ready\r\nb'' b''\r\n")
  })

  test('ends a loop over keys that waits for each of them only so long', async () => {
    const script = 'while read -rsn1 -t 9 c; do printf "<%s>" "$c"; done; echo end'
    await using terminal = await startOnTerminal(['bash', '-c', script])
    await terminal.types('a')
    terminal.session.endStdin()
    expect((await terminal.end).outcome).toEqual(exited(0))
    expect(terminal.screen()).toMatch(/<a>end\s+$/)
  })

  test('is a key, too, to whom nothing else wakes', async () => {
    const script =
      'import os, threading\nos.system("stty -icanon -echo min 1")\nprint("ready", flush=True)\n' +
      'thread = threading.Thread(target=lambda: print(os.read(0, 1))); thread.start(); thread.join()'
    await using terminal = await startOnTerminal(python(script))
    await terminal.sees('ready')
    terminal.session.endStdin()
    expect((await terminal.end).outcome).toEqual(exited(0))
    expect(terminal.screen()).toMatch(/b'(?:\\x04)?'/)
  })

  test('is whatever the program made the key for it', async () => {
    await using terminal = await startOnTerminal(shell('stty eof ^X -echo; echo ready; cat; cat'))
    await terminal.sees('ready')
    await terminal.types('abc\x04\n')
    terminal.session.endStdin()
    expect((await terminal.end).outcome).toEqual(exited(0))
    expect(terminal.screen()).toContain('abc\x04')
  })
})

describe('a long line', () => {
  const letters = (count: number) => 'y'.repeat(count)
  const lengths = 'import sys\nprint([len(line) for line in sys.stdin])'

  test.each([
    ['for stdio', ['python3', '-c', lengths]],
    [
      'for a shell that reads byte by byte',
      ['bash', '-c', `a=; while read -r x; do a+=$((\${#x} + 1)),; done; echo "[\${a%,}]"`],
    ],
  ])('is never cut %s', async (_, argv) => {
    await using terminal = await startOnTerminal(argv)
    const lines = [3, 4094, 4095, 4096, 4097, 5000, 8190, 12_285, 50_000, 1]
    await terminal.types(lines.map((count) => `${letters(count)}\n`).join(''))
    terminal.session.endStdin()
    expect(await terminal.end).toMatchObject({ outcome: exited(0), limit: 'none' })
    expect(terminal.screen().replaceAll(', ', ',')).toContain(
      `[${lines.map((count) => count + 1).join(',')}]`,
    )
  })

  test('arrives also when it is not finished', async () => {
    await using terminal = await startOnTerminal(['python3', '-c', lengths])
    await terminal.types(letters(4095))
    await terminal.types(letters(905))
    terminal.session.endStdin()
    expect((await terminal.end).outcome).toEqual(exited(0))
    expect(terminal.screen()).toContain('[5000]')
  })

  test('is not touched for a program that reads keys', async () => {
    const script = shell('stty raw -echo; echo ready; head -c 100001 | tr -d y | od -An -tx1 -c')
    await using terminal = await startOnTerminal(script)
    await terminal.sees('ready')
    await terminal.types(`${letters(100_000)}\n`)
    expect((await terminal.end).outcome).toEqual(exited(0))
    expect(terminal.screen()).toMatch(/ready\s+0a\s+\\n\s*$/)
  })
})

describe('a terminal', () => {
  test.each([
    ['lines', 'echo ready; sleep 60', 'line\n'],
    ['one endless line', 'echo ready; sleep 60', 'x'],
    ['keys', 'stty raw -echo; echo ready; sleep 60', 'x'],
  ])('that is full of %s nobody reads does not hold up a kill', async (_, script, text) => {
    await using terminal = await startOnTerminal(shell(script))
    await terminal.sees('ready')
    // What fits the window goes out at once, and the kill behind it.
    void terminal.types(text.repeat(3 * 2 ** 20))
    terminal.session.kill('cancelled')
    expect(await terminal.end).toMatchObject({ ...killed, limit: 'killed' })
  })

  test('that was full is emptied once the program reads', async () => {
    const script = 'stty raw -echo; echo ready; head -c 2000000 | wc -c'
    await using terminal = await startOnTerminal(shell(script))
    await terminal.sees('ready')
    await terminal.types('x'.repeat(2_000_000))
    expect((await terminal.end).outcome).toEqual(exited(0))
    expect(terminal.screen()).toContain('2000000')
  })

  test('that a background process holds open does not delay the end', async () => {
    const script = 'setsid sleep 60 & sleep 60 & trap "" HUP; echo done'
    const { end, stdout } = await runInCell(shell(script), { terminal: size })
    expect({ stdout, outcome: end.outcome, limit: end.limit }).toEqual({
      stdout: 'done\r\n',
      outcome: exited(0),
      limit: 'none',
    })
  })

  test('loses nothing that was written before the end', async () => {
    await using cell = await startCell()
    const spec = toSpec(shell('head -c 300000 /dev/zero | tr "\\0" x; printf "\\n."'), { terminal: size })
    for (let time = 0; time < 5; time++) {
      const { end, stdout } = await runToEnd(cell.session, spec)
      expect(end).toMatchObject({ stdoutBytes: 300_003, stderrBytes: 0 })
      expect(stdout === `${'x'.repeat(300_000)}\r\n.`).toBe(true)
    }
  })

  test('ends an endless printer at its output limit, and keeps the beginning', async () => {
    const { end, stdout } = await runInCell(['yes', 'abc'], { terminal: size, stdoutBytes: 1000 })
    expect(end).toMatchObject({ ...killed, limit: 'output' })
    // Exactly this much is forwarded of what was written; the session has compared it with the figure in the end.
    expect(stdout.length).toBe(Math.min(end.stdoutBytes, 1000 + 65536))
    expect(stdout.startsWith('abc\r\n'.repeat(200))).toBe(true)
  })

  test('whose output meets the limit exactly reaches none', async () => {
    const { end } = await runInCell(shell('echo 12345678 >&2'), { terminal: size, stdoutBytes: 10 })
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

import { beforeAll, describe, expect, test, vi } from 'vitest'
import { buildTarget, runInCell } from '../../testing/live-cell.ts'
import { shell, startOnTerminal, TERMINAL_SIZE } from '../../testing/live-terminal.ts'

// Containers start slowly on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const exited = (code: number) => ({ kind: 'exited', code })

type Terminal = Awaited<ReturnType<typeof startOnTerminal>>
const sees = ({ screen }: Terminal, text: string) => expect.poll(screen).toContain(text)

beforeAll(async () => {
  await buildTarget('live')
}, 300_000)

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
    expect((await runInCell(['cat'], { terminal: TERMINAL_SIZE })).end.outcome).toEqual(exited(0))
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
    const { end, stdout } = await runInCell(python(script), { terminal: TERMINAL_SIZE })
    expect(end).toMatchObject({ outcome: exited(0), limit: 'none' })
    expect(stdout).toBe("b''".repeat(4))
  })

  test.each(['stty raw -echo', 'stty -icanon -echo'])(
    'is an empty read after %s, behind what was typed, as often as it is asked for',
    async (mode) => {
      await using terminal = await startOnTerminal(
        shell(`${mode}; echo ready; cat | od -An -tx1; cat | wc -c`),
      )
      await sees(terminal, 'ready')
      await terminal.types('abc')
      terminal.session.endStdin()
      expect((await terminal.end).outcome).toEqual(exited(0))
      expect(terminal.screen()).toMatch(/^ready\s+61 62 63\s+0\s+$/)
    },
  )

  test('wakes a program that waits for keys in poll or select', async () => {
    const wait = 'print("ready", flush=True); select.select([0], [], []); print(read(), read())'
    await using terminal = await startOnTerminal(python(`${modes}change("-icanon -echo min 1"); ${wait}`))
    await sees(terminal, 'ready')
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
    await sees(terminal, 'ready')
    terminal.session.endStdin()
    expect((await terminal.end).outcome).toEqual(exited(0))
    expect(terminal.screen()).toMatch(/b'(?:\\x04)?'/)
  })

  test('is whatever the program made the key for it', async () => {
    await using terminal = await startOnTerminal(shell('stty eof ^X -echo; echo ready; cat; cat'))
    await sees(terminal, 'ready')
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
    await sees(terminal, 'ready')
    await terminal.types(`${letters(100_000)}\n`)
    expect((await terminal.end).outcome).toEqual(exited(0))
    expect(terminal.screen()).toMatch(/ready\s+0a\s+\\n\s*$/)
  })
})

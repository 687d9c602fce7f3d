import { beforeAll, describe, expect, test, vi } from 'vitest'
import { buildTarget, startCell, toSpec } from './live-cell.ts'

// Containers start slowly on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const size = { columns: 91, rows: 33 }

beforeAll(async () => {
  await buildTarget('live')
}, 300_000)

/** A program on a terminal, and what a person in front of it would do. */
async function startOnTerminal(argv: readonly string[], own: Parameters<typeof toSpec>[1] = {}) {
  const cell = await startCell()
  const { session } = cell
  let screen = ''
  const end = session.runPhase(toSpec(argv, { stdin: 'open', terminal: size, ...own }), {
    onOutput: (stream, bytes) => {
      screen += stream === 'stdout' ? Buffer.from(bytes).toString() : `[${stream}]`
    },
  })
  end.catch(() => undefined)
  return {
    session,
    end,
    screen: () => screen,
    sees: (text: string) => expect.poll(() => screen, { timeout: 20_000 }).toContain(text),
    types: (text: string) => session.writeStdin(Buffer.from(text)),
    [Symbol.asyncDispose]: () => cell[Symbol.asyncDispose](),
  }
}

describe('on a terminal', () => {
  test('a prompt without a line feed is seen before anything is typed, and the line comes after it', async () => {
    await using terminal = await startOnTerminal([
      'sh',
      '-c',
      'tty; stty size; printf "name? "; read n; echo "hello $n"',
    ])
    await terminal.sees('name? ')
    await terminal.types('Ada\n')
    expect((await terminal.end).outcome).toEqual({ kind: 'exited', code: 0 })
    expect(terminal.screen()).toBe('/dev/pts/0\r\n33 91\r\nname? Ada\r\nhello Ada\r\n')
  })
})
test('collect', async () => {
  await using cell = await startCell()
  await cell.session.writeFiles([
    { path: 'a/b', content: Buffer.from('x'), mode: 0o755 },
    { path: 'c', content: Buffer.alloc(300000, 7) },
  ])
  expect(
    await cell.session.collect({
      patterns: ['**'],
      maxFiles: 10,
      maxFileBytes: 2 ** 20,
      maxTotalBytes: 2 ** 20,
    }),
  ).toEqual({
    skipped: 0,
    files: [
      { path: 'a/b', content: Buffer.from('x'), mode: 0o755 },
      { path: 'c', content: Buffer.alloc(300000, 7), mode: 0o644 },
    ],
  })
})

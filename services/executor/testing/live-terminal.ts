import { startCell, toSpec } from './live-cell.ts'

export const TERMINAL_SIZE = { columns: 91, rows: 33 }

/** The arguments that have a shell run a script. */
export const shell = (script: string) => ['sh', '-c', script]

/** A program on a terminal, and what a person in front of it sees and does. */
export async function startOnTerminal(argv: readonly string[], own: Parameters<typeof toSpec>[1] = {}) {
  const cell = await startCell()
  let screen = ''
  const end = cell.session.runPhase(toSpec(argv, { stdin: 'open', terminal: TERMINAL_SIZE, ...own }), {
    onOutput: (stream, bytes) => {
      screen += stream === 'stdout' ? Buffer.from(bytes).toString() : `[${stream}]`
    },
  })
  end.catch(() => undefined)
  return {
    ...cell,
    end,
    screen: () => screen,
    types: (text: string) => cell.session.writeStdin(Buffer.from(text)),
  }
}

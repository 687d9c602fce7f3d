import { type CommandEntry, PlainError } from '../command.ts'

type Commands = Readonly<Record<string, CommandEntry>>

/** The help that these commands have. */
export function createHelp(commands: Commands) {
  return {
    async run({ words: [name] }: { words: ReadonlyArray<string> }): Promise<number> {
      process.stdout.write(`${name === undefined ? overview(commands) : helpOf(commands, name)}\n`)
      return 0
    },
  }
}

function overview(commands: Commands): string {
  const rows = Object.entries(commands).map(
    ([name, { usage, summary }]) => [`${name} ${usage}`.trim(), summary] as const,
  )
  const width = Math.max(...rows.map(([left]) => left.length))
  return [
    'Usage: ./dev <command>',
    '',
    ...rows.map(([left, summary]) => `  ${left.padEnd(width)}  ${summary}`),
    '',
    'NATS_URL, DATABASE_URL (of an administrator) and DOCKER_HOST replace what up brings itself; PORT moves the',
    'gateway from 4000. State and logs are in .runhive/.',
  ].join('\n')
}

function helpOf(commands: Commands, name: string): string {
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!entry) throw new PlainError(`unknown command "${name}". See ./dev help.`)
  return `Usage: ./dev ${`${name} ${entry.usage}`.trim()}\n\n${entry.summary}`
}

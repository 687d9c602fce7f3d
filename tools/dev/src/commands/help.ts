import { PlainError } from '../command.ts'
import { COMMANDS } from '../commands.ts'

export async function run({ words: [name] }: { words: ReadonlyArray<string> }): Promise<number> {
  process.stdout.write(`${name === undefined ? overview() : helpOf(name)}\n`)
  return 0
}

function overview(): string {
  const rows = Object.entries(COMMANDS).map(
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

function helpOf(name: string): string {
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!entry) throw new PlainError(`unknown command "${name}". See ./dev help.`)
  return `Usage: ./dev ${`${name} ${entry.usage}`.trim()}\n\n${entry.summary}`
}

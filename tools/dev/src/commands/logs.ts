import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Invocation, PlainError } from '../command.ts'
import { stateDir } from '../repository.ts'
import { runShown } from '../run-program.ts'

const LINES = '200'

export async function run({ words: [part], flags, env }: Invocation): Promise<number> {
  const logs = findLogs()
  const chosen = part === undefined ? Object.values(logs) : [logs[part]].filter((file) => file !== undefined)
  if (chosen.length === 0) {
    const known = Object.keys(logs).join(', ')
    if (part === undefined || known === '') throw new PlainError('no logs yet: ./dev up writes them.')
    throw new PlainError(`no log of "${part}". Available: ${known}.`)
  }
  // -F goes on when a log is set aside and begun anew.
  const follow = flags.follow === true ? ['-F'] : []
  const ended = await runShown({ command: 'tail', args: ['-n', LINES, ...follow, ...chosen], env })
  return ended === 0 || ended === 'SIGINT' ? 0 : 1
}

function findLogs(): Record<string, string> {
  const dir = join(stateDir, 'logs')
  const names = existsSync(dir) ? readdirSync(dir).filter((name) => name.endsWith('.log')) : []
  const logs = Object.fromEntries(names.map((name) => [name.slice(0, -'.log'.length), join(dir, name)]))
  const postgres = join(stateDir, 'postgres/server.log')
  return existsSync(postgres) ? { ...logs, postgres } : logs
}

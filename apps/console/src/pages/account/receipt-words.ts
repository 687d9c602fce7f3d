import type { RemovalReceipt } from '../../api/types.ts'
import { count } from '../../design/data/time-words.ts'

/** Readable words for the names that services use, in singular and plural. */
const THINGS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  accounts: ['account', 'accounts'],
  keys: ['API key', 'API keys'],
  sessions: ['session', 'sessions'],
  requests: ['recorded request', 'recorded requests'],
  executions: ['execution', 'executions'],
  programs: ['program', 'programs'],
  usage: ['daily total', 'daily totals'],
  webhookSecrets: ['webhook secret', 'webhook secrets'],
  deliveries: ['webhook delivery', 'webhook deliveries'],
  messages: ['message', 'messages'],
  replies: ['reply', 'replies'],
  mails: ['mail', 'mails'],
}

const PLACES: Readonly<Record<string, string>> = {
  auth: 'Account, keys and requests',
  executions: 'Running programs',
  history: 'History and webhooks',
  contact: 'Messages to the operator',
}

interface DescribedPart {
  readonly where: string
  readonly what: string
  readonly done: boolean
}

/** What a removal deleted in each service. Names that are not in the table are shown as the service sent them. */
export function describeParts(parts: RemovalReceipt['parts']): DescribedPart[] {
  return parts.map(({ service, deleted, finishedAt }) => {
    const done = finishedAt !== null
    const things = Object.entries(deleted).flatMap(([name, number]) =>
      number > 0 ? [count(number, ...wordsFor(name))] : [],
    )
    return {
      where: PLACES[service] ?? service,
      what: things.join(', ') || (done ? 'nothing was there' : 'not yet'),
      done,
    }
  })
}

function wordsFor(name: string): readonly [string, string] {
  const plain = name.replaceAll('_', ' ')
  return THINGS[name] ?? [plain, plain]
}

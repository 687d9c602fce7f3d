/** What a message is for, in the order of the tables. */
export const MESSAGE_KINDS = [
  'calls',
  'publishes',
  'deliveries',
  'pulls',
  'acknowledgements',
  'look-ups',
  'other requests to JetStream',
  'everything else',
] as const
export type MessageKind = (typeof MESSAGE_KINDS)[number]
/**
 * Questions about streams and consumers. Timers ask dozens of them every few seconds: among the others they would hide
 * what executions add.
 */
export const QUESTIONS = 'questions about streams'

/**
 * Deliveries are not among them: nobody hears those but who asked. `streams`: the subjects that are stored, which may
 * have wildcards. Undefined for what the counter itself asks.
 */
export function kindOf(
  subject: string,
  streams: ReadonlyArray<string>,
): MessageKind | typeof QUESTIONS | undefined {
  if (/^\$JS\.API\.(?:STREAM|CONSUMER)\.LIST/.test(subject)) return undefined
  if (subject.startsWith('$JS.ACK.')) return 'acknowledgements'
  if (subject.startsWith('$JS.API.CONSUMER.MSG.NEXT.')) return 'pulls'
  if (/^\$JS\.API\.(?:STREAM\.MSG|DIRECT)\.GET\./.test(subject)) return 'look-ups'
  if (/^\$JS\.API\.(?:STREAM|CONSUMER)\.INFO\./.test(subject)) return QUESTIONS
  if (subject.startsWith('$JS.API.')) return 'other requests to JetStream'
  if (streams.some((pattern) => covers(pattern, subject))) return 'publishes'
  return subject.startsWith('$') ? 'everything else' : 'calls'
}

/** Whether a subject matches a pattern of NATS: `*` is one token, `>` at the end is one or more. */
export function covers(pattern: string, subject: string): boolean {
  const [wanted, tokens] = [pattern.split('.'), subject.split('.')]
  if (wanted.at(-1) === '>' ? tokens.length < wanted.length : tokens.length !== wanted.length) return false
  return wanted.every((token, at) => token === '*' || token === '>' || token === tokens[at])
}

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
/** Answers to any of these. They are counted apart: the server sends most of them. */
export const REPLIES = 'replies'
/**
 * Questions about streams and consumers. Timers ask dozens of them every few seconds: among the others they would hide
 * what executions add.
 */
export const QUESTIONS = 'questions about streams'

export interface SeenMessage {
  readonly subject: string
  /** Where the answer is to go, if one is wanted. */
  readonly reply: string | undefined
}

/** `streams`: the subjects that are stored, which may have wildcards. Undefined for what costs nobody anything. */
export function kindOf(
  { subject, reply = '' }: SeenMessage,
  streams: ReadonlyArray<string>,
): MessageKind | typeof REPLIES | typeof QUESTIONS | undefined {
  // What the server tells whoever wants to know about each request for a stream; nobody does.
  if (subject.startsWith('$JS.EVENT.')) return undefined
  // The server delivers under the subject of the message itself.
  if (reply.startsWith('$JS.ACK.')) return 'deliveries'
  if (subject.startsWith('$JS.ACK.')) return 'acknowledgements'
  if (subject.startsWith('$JS.API.CONSUMER.MSG.NEXT.')) return 'pulls'
  if (/^\$JS\.API\.(?:STREAM\.MSG|DIRECT)\.GET\./.test(subject)) return 'look-ups'
  if (/^\$JS\.API\.(?:STREAM|CONSUMER)\.INFO\./.test(subject)) return QUESTIONS
  if (subject.startsWith('$JS.API.')) return 'other requests to JetStream'
  if (subject.startsWith('_INBOX')) return REPLIES
  if (streams.some((pattern) => covers(pattern, subject))) return 'publishes'
  return reply === '' || subject.startsWith('$') ? 'everything else' : 'calls'
}

/** Whether a subject matches a pattern of NATS: `*` is one token, `>` at the end is one or more. */
export function covers(pattern: string, subject: string): boolean {
  const [wanted, tokens] = [pattern.split('.'), subject.split('.')]
  if (wanted.at(-1) === '>' ? tokens.length < wanted.length : tokens.length !== wanted.length) return false
  return wanted.every((token, at) => token === '*' || token === '>' || token === tokens[at])
}

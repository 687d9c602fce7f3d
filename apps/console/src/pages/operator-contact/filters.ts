import type { InboxMessage } from '../../api/types.ts'
import type { Tone } from '../../design/data/badge.tsx'

export const FILTERS = [
  { value: 'open', label: 'Open' },
  { value: 'answered', label: 'Answered' },
  { value: 'archived', label: 'Archived' },
  { value: 'all', label: 'All' },
] as const
export type Filter = (typeof FILTERS)[number]['value']

/** Shown when there is no message. */
export const EMPTY: Readonly<Record<Filter, { title: string; text: string }>> = {
  open: {
    title: 'No open messages',
    text: 'Messages sent at /contact arrive here, with a notice by mail. Messages you have answered are under “Answered”.',
  },
  answered: {
    title: 'No answered messages',
    text: 'A message moves here once you have replied to it. Open one under “Open” and write below it.',
  },
  archived: {
    title: 'No archived messages',
    text: 'Archive messages that are done: they stay here until they are deleted or expire.',
  },
  all: {
    title: 'No messages yet',
    text: 'The form is at /contact, linked from every page. Messages sent through it are stored here.',
  },
}

export const STATES: Readonly<Record<InboxMessage['state'], { word: string; tone: Tone }>> = {
  open: { word: 'Open', tone: 'accent' },
  answered: { word: 'Answered', tone: 'success' },
  archived: { word: 'Archived', tone: 'neutral' },
}

export const MAIL: Readonly<
  Record<InboxMessage['replies'][number]['mail'], { word: string; tone: Tone; advice: string }>
> = {
  pending: { word: 'Being sent', tone: 'info', advice: 'It is retried until a mail server accepts it.' },
  sent: { word: 'Sent', tone: 'success', advice: 'A mail server has accepted it.' },
  failed: {
    word: 'Not sent',
    tone: 'danger',
    advice: 'Delivery was given up, or this installation sends no mail: reply from your own mail program.',
  },
}

const PREVIEW = 140

/** The first words of a message, in one line. */
export function toPreview(message: string): string {
  const line = message.replaceAll(/\s+/g, ' ').trim()
  return line.length <= PREVIEW ? line : `${line.slice(0, PREVIEW - 1).trimEnd()}…`
}

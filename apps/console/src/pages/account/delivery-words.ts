import type { WebhookDelivery } from '../../api/webhooks.ts'
import type { Tone } from '../../design/data/badge.tsx'

export const DELIVERY_WORDS: Readonly<Record<WebhookDelivery['status'], { word: string; tone: Tone }>> = {
  pending: { word: 'Pending', tone: 'info' },
  delivered: { word: 'Delivered', tone: 'success' },
  failed: { word: 'Failed', tone: 'danger' },
}

type Attempt = WebhookDelivery['attempts'][number]

/** The result of one attempt. */
export function describeAttempt({ httpStatus, error, durationMs }: Omit<Attempt, 'at'>): string {
  const time = `after ${Math.round(durationMs)} ms`
  if (error !== null) return `${httpStatus === null ? '' : `HTTP ${httpStatus}, `}${error}, ${time}`
  return httpStatus === null ? `no answer, ${time}` : `HTTP ${httpStatus}, ${time}`
}

/** The state of a delivery in one sentence. */
export function describeDelivery({ status, attempts }: Pick<WebhookDelivery, 'status' | 'attempts'>): string {
  const last = attempts.at(-1)
  const how = last === undefined ? 'not tried yet' : describeAttempt(last)
  return `${DELIVERY_WORDS[status].word.toLowerCase()}: ${how}.`
}

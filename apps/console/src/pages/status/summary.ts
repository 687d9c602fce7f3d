import type { ServiceHistory, Status } from '../../api/types.ts'
import type { ServiceState } from '../../design/data/status-badge.tsx'

/** The purpose of each service, for people who do not know the names. */
export const PARTS: Readonly<Record<string, string>> = {
  gateway: 'The API and this site',
  auth: 'Accounts, keys and sign-in',
  executor: 'Running code',
  history: 'Results and usage',
  contact: 'The contact form',
}

/** The current state of a service: up if any instance answers. */
export function stateOf({ services }: Pick<Status, 'services'>, name: string): ServiceState {
  const found = services.find((service) => service.name === name)
  if (!found) return 'unknown'
  return found.instances.length > 0 ? 'up' : 'down'
}

export interface Overall {
  readonly state: ServiceState
  readonly sentence: string
}

/** The overall state in one sentence. */
export function toOverall(status: Pick<Status, 'services' | 'executors'>): Overall {
  const down = status.services.filter(({ instances }) => instances.length === 0).map(({ name }) => name)
  if (down.includes('executor') || down.includes('auth') || down.includes('gateway'))
    return {
      state: 'down',
      sentence: `Code cannot be run at the moment: ${listOf(down)} ${isAre(down)} down.`,
    }
  if (down.length > 0)
    return { state: 'degraded', sentence: `Code runs, but ${listOf(down)} ${isAre(down)} down.` }
  const full =
    status.executors.length > 0 &&
    status.executors.every(({ running, concurrency }) => running >= concurrency)
  if (full) return { state: 'degraded', sentence: 'Everything works, but it is busy: programs are queued.' }
  return { state: 'up', sentence: 'Everything works.' }
}

const listOf = (names: readonly string[]): string => new Intl.ListFormat('en').format(names)
const isAre = (names: readonly string[]): string => (names.length === 1 ? 'is' : 'are')

export type Bucket = ServiceHistory['buckets'][number]

/** Consecutive buckets with problems, as a sentence for screen readers. */
export function toHistorySentence(buckets: readonly Bucket[], bucketMinutes: number): string {
  const seen = buckets.filter(({ state }) => state !== 'unknown')
  if (seen.length === 0) return 'Nothing was observed in this period.'
  const parts = (['down', 'degraded'] as const).flatMap((state) => {
    const count = seen.filter((bucket) => bucket.state === state).length
    return count === 0
      ? []
      : [`${state} in ${count} of ${seen.length} intervals of ${toMinutes(bucketMinutes)}`]
  })
  const unseen = buckets.length - seen.length
  if (unseen > 0) parts.push(`not observed in ${unseen} of ${buckets.length}`)
  return parts.length === 0 ? 'No interruptions.' : `${capital(parts.join('; '))}.`
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** 15 minutes, 1 hour 45 minutes, 1 day */
export function toMinutes(minutes: number): string {
  const units = [
    ['day', Math.floor(minutes / 1_440)],
    ['hour', Math.floor((minutes % 1_440) / 60)],
    ['minute', minutes % 60],
  ] as const
  return units
    .filter(([, count]) => count > 0)
    .map(([unit, count]) => `${count} ${unit}${count === 1 ? '' : 's'}`)
    .join(' ')
}

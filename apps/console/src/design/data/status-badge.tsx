import type { ExecutionResult } from '../../api/types.ts'
import { Badge, type Tone } from './badge.tsx'

export type AnyStatus = ExecutionResult['status'] | 'queued' | 'running'
export type ServiceState = 'up' | 'degraded' | 'down' | 'unknown'

/** The status of an execution in words. */
export const STATUS_WORDS: Readonly<Record<AnyStatus, { word: string; tone: Tone }>> = {
  queued: { word: 'Queued', tone: 'neutral' },
  running: { word: 'Running', tone: 'info' },
  succeeded: { word: 'Succeeded', tone: 'success' },
  failed: { word: 'Failed', tone: 'danger' },
  signaled: { word: 'Crashed', tone: 'danger' },
  compile_failed: { word: 'Did not compile', tone: 'danger' },
  timed_out: { word: 'Timed out', tone: 'warning' },
  memory_exceeded: { word: 'Out of memory', tone: 'warning' },
  output_exceeded: { word: 'Too much output', tone: 'warning' },
  cancelled: { word: 'Stopped', tone: 'neutral' },
  internal_error: { word: 'Internal error', tone: 'danger' },
}

export function StatusBadge({ status }: { status: AnyStatus }) {
  const { word, tone } = STATUS_WORDS[status]
  return (
    <Badge tone={tone} dot>
      {word}
    </Badge>
  )
}

export const STATE_WORDS: Readonly<Record<ServiceState, { word: string; tone: Tone }>> = {
  up: { word: 'Operational', tone: 'success' },
  degraded: { word: 'Degraded', tone: 'warning' },
  down: { word: 'Down', tone: 'danger' },
  unknown: { word: 'Not known', tone: 'neutral' },
}

export function ServiceBadge({ state }: { state: ServiceState }) {
  const { word, tone } = STATE_WORDS[state]
  return (
    <Badge tone={tone} dot>
      {word}
    </Badge>
  )
}

import type { EffectiveLimits, Phase } from '@runhive/contracts/execution'

/** What a sentence about a phase needs to know. */
export interface Told {
  readonly phase: Phase
  readonly limits: EffectiveLimits
  /** Operator's limit on a single file, bytes. */
  readonly fileSizeBytes: number
  /** An errno name when the program never started. */
  readonly spawnError?: string | undefined
}

/** One plain sentence: cause, limit and measurement. `compiler` makes the compiler its subject. */
export function toMessage(told: Told, kind: 'program' | 'compiler'): string {
  const subject = kind === 'compiler' ? 'the compiler ' : ''
  const was = kind === 'compiler' ? 'was ' : ''
  const { phase } = told
  if (told.spawnError !== undefined) {
    return `${kind === 'compiler' ? 'the compiler' : 'the program'} could not be started: ${told.spawnError}`
  }
  switch (phase.status) {
    case 'succeeded':
    case 'failed':
      return `${subject}exited with code ${phase.exitCode} after ${toDuration(phase.wallMs)}`
    case 'signaled':
      if (phase.limit === 'fileSize') {
        return `${subject}${was}killed by the ${toSize(told.fileSizeBytes)} file size limit after ${toDuration(phase.wallMs)}`
      }
      return `${subject}died of ${phase.signal} after ${toDuration(phase.wallMs)}`
    case 'cancelled':
      return `${subject}${was}cancelled after ${toDuration(phase.wallMs)}`
    case 'internal_error':
      return 'the cell it ran in was lost'
    default:
      return `${subject}${was}killed by the ${toLimit(told)}`
  }
}

function toLimit({ phase, limits }: Told): string {
  const cpu = phase.cpuMs === null ? toDuration(phase.wallMs) : `${toDuration(phase.cpuMs)} of CPU`
  switch (phase.limit) {
    case 'cpu':
      return `${toDuration(limits.cpuMs)} CPU limit after ${cpu}`
    case 'memory':
      return `${toSize(limits.memoryBytes)} memory limit after ${cpu}`
    case 'output': {
      const [stream, bytes] =
        phase.stderrBytes > phase.stdoutBytes ? ['stderr', phase.stderrBytes] : ['stdout', phase.stdoutBytes]
      return `${toSize(limits.outputBytes)} output limit after writing ${toSize(bytes)} to ${stream}`
    }
    default:
      return `${toDuration(limits.wallMs)} wall-clock limit after ${toDuration(phase.wallMs)}`
  }
}

/** `11 ms` below a second, `1.2 s` above. */
export function toDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${milliseconds < 10 ? trim(milliseconds, 1) : Math.round(milliseconds)} ms`
  return `${trim(milliseconds / 1000, 2)} s`
}

/** Binary units, the largest that leaves a number of at least one. */
export function toSize(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB']
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit += 1
  }
  return `${trim(value, 1)} ${units[unit]}`
}

function trim(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)))
}

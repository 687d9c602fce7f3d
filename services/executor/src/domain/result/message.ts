import { type Diagnostic, MAX_DIAGNOSTICS, type Phase } from '@runhive/contracts/execution-result'
import type { EffectiveLimits } from '@runhive/contracts/limits'

/** What a sentence about a phase needs to know. */
export interface PhaseFacts {
  readonly phase: Phase
  readonly limits: EffectiveLimits
  /** Of an interactive run, milliseconds. */
  readonly idleMs?: number | undefined
  /** Operator's limit on a single file, bytes. */
  readonly fileSizeBytes: number
  /** Names of the files the request brought: the only names a sentence repeats. */
  readonly files: readonly string[]
  /** It ran on a terminal, where nothing waits in a buffer. */
  readonly terminal?: boolean | undefined
  /** It failed because it does not find what the program imports. */
  readonly lacksSomething?: boolean | undefined
  /** An errno name when the program never started. */
  readonly spawnError?: string | undefined
  /** It ended by itself when it found no more memory; nobody killed it. */
  readonly noticedNoMemory?: boolean
  /** It asked for more processes and threads than its limit. */
  readonly forksRefused?: boolean
}

type Limit = NonNullable<Phase['limit']>

/** How a sentence differs with its subject: a program is left out, a compiler is named, and so are its own limits. */
interface Wording {
  readonly was: string
  readonly limitOf: string
}
const OF_PROGRAM: Wording = { was: '', limitOf: '' }
const OF_COMPILER: Wording = { was: 'was ', limitOf: ' for compiling' }

/**
 * One plain sentence of less than 300 characters: cause, limit and measurement. Nothing a program wrote is repeated in
 * it; of a compiler's complaints it tells how many there are, and the place of one in a file of the request.
 */
export function toMessage(facts: PhaseFacts, kind: 'program' | 'compiler'): string {
  if (facts.phase.status === 'internal_error') {
    return `internal error: the cell was lost after ${toDuration(facts.phase.wallMs)}, through no fault of the ${kind}`
  }
  if (facts.spawnError === undefined && facts.phase.status === 'cancelled') {
    return `cancelled after ${toDuration(facts.phase.wallMs)}${kind === 'compiler' ? ' of compiling' : ''}`
  }
  const sentence =
    kind === 'compiler'
      ? toCompilation(facts)
      : toEnding(facts, OF_PROGRAM) + (mayHaveLostOutput(facts) ? LOST_OUTPUT : '')
  return [
    sentence,
    ...(facts.forksRefused && facts.spawnError === undefined ? [toForksRefused(facts, kind)] : []),
    ...(facts.lacksSomething ? [NOTHING_TO_FETCH] : []),
  ].join('; ')
}

const LOST_OUTPUT = '; any output still in its buffer is lost'
/** What writes into a pipe through a buffer fills it first: its output ends at a multiple of this. */
const BUFFER_BYTES = 4096

/**
 * Whether it may have printed more than arrived: it was killed, and so could not write out what it had gathered. Of one
 * that a limit killed only when its output looks like that; it may have had nothing more to say.
 */
function mayHaveLostOutput({ phase, terminal, spawnError }: PhaseFacts): boolean {
  if (terminal || spawnError !== undefined || phase.exitCode !== null || phase.limit === 'output')
    return false
  return phase.status === 'signaled' || phase.stdoutBytes % BUFFER_BYTES === 0
}

function toForksRefused({ limits: { processes } }: PhaseFacts, kind: 'program' | 'compiler'): string {
  const limit = processes === 1 ? '1 process or thread' : `${processes} processes and threads`
  return `${kind === 'program' ? 'it' : 'the compiler'} reached its limit of ${limit}`
}

const NOTHING_TO_FETCH =
  'something it imports is neither among its files nor installed, and there is no network to fetch it'

function toCompilation(facts: PhaseFacts): string {
  const { phase } = facts
  const after = toDuration(phase.wallMs)
  if (facts.spawnError === undefined && phase.status === 'succeeded') return `compiled in ${after}`
  const errors = phase.status === 'failed' ? toErrors(facts) : undefined
  if (errors !== undefined) return `compilation failed after ${after}: ${errors}`
  return `compilation failed: the compiler ${toEnding(facts, OF_COMPILER)}`
}

/** What happened, without its subject. */
function toEnding(facts: PhaseFacts, wording: Wording): string {
  const { phase } = facts
  if (facts.spawnError !== undefined) return `could not start: ${toReason(facts)} (${facts.spawnError})`
  const after = `after ${toDuration(phase.wallMs)}`
  switch (phase.status) {
    case 'signaled':
      return phase.limit === null
        ? `${wording.was}killed by ${phase.signal} ${after}`
        : BY_LIMIT[phase.limit](facts, wording)
    case 'timed_out':
      return BY_LIMIT[phase.limit ?? 'wall'](facts, wording)
    case 'memory_exceeded':
      return BY_LIMIT.memory(facts, wording)
    case 'output_exceeded':
      return BY_LIMIT.output(facts, wording)
    default:
      return `exited with code ${phase.exitCode} ${after}`
  }
}

/** A limit without a sentence does not compile. */
const BY_LIMIT: Readonly<Record<Limit, (facts: PhaseFacts, wording: Wording) => string>> = {
  wall: ({ phase, limits }, { limitOf }) =>
    `timed out at the ${toDuration(limits.wallMs)} wall-clock limit${limitOf} ${
      phase.cpuMs === null ? `after ${toDuration(phase.wallMs)}` : `having used ${toCpu(phase.cpuMs)}`
    }`,
  cpu: ({ phase, limits }, { was, limitOf }) =>
    `${was}killed by the ${toDuration(limits.cpuMs)} CPU limit${limitOf} after ${toDuration(phase.wallMs)}${
      phase.cpuMs === null ? '' : ` having used ${toCpu(phase.cpuMs)}`
    }`,
  memory({ phase, limits, noticedNoMemory }, { was, limitOf }) {
    const limit = `the ${toSize(limits.memoryBytes)} memory limit${limitOf}`
    const after = `after ${phase.cpuMs === null ? toDuration(phase.wallMs) : toCpu(phase.cpuMs)}`
    if (noticedNoMemory) {
      const end =
        phase.exitCode === null ? `was killed by ${phase.signal}` : `exited with code ${phase.exitCode}`
      return `ran out of memory under ${limit} ${after} and ${end}`
    }
    return phase.exitCode === null
      ? `${was}killed by ${limit} ${after}`
      : `exited with code ${phase.exitCode} ${after}, one of its processes killed by ${limit}`
  },
  output({ phase, limits }, { limitOf }) {
    const [stream, bytes] =
      phase.stderrBytes > phase.stdoutBytes ? ['stderr', phase.stderrBytes] : ['stdout', phase.stdoutBytes]
    return `wrote more than the ${toSize(limits.outputBytes)} output limit${limitOf}: ${toSize(bytes)} to ${stream} in ${toDuration(phase.wallMs)}`
  },
  idle: ({ phase, idleMs }) =>
    `ended after ${toDuration(phase.wallMs)}: no input or output for ${idleMs === undefined ? 'too long' : toDuration(idleMs)}`,
  fileSize: ({ phase, fileSizeBytes }, { was }) =>
    `${was}killed by the ${toSize(fileSizeBytes)} file size limit after ${toDuration(phase.wallMs)}`,
}

/** Why a program did not start, in words; its errno name follows. */
function toReason({ spawnError = '', limits }: PhaseFacts): string {
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'no such program',
    EACCES: 'permission denied',
    ENOEXEC: 'not in an executable format',
    E2BIG: 'arguments and environment are too large',
    ENOMEM: `the ${toSize(limits.memoryBytes)} memory limit leaves no room for it`,
    EAGAIN: `the limit of ${limits.processes} ${limits.processes === 1 ? 'process' : 'processes'} leaves no room for it`,
  }
  return reasons[spawnError] ?? 'the system refused'
}

/** `2 errors, the first at main.c:3:5`; undefined when none is known. */
function toErrors({ phase, files }: PhaseFacts): string | undefined {
  const { diagnostics = [] } = phase
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return undefined
  const count = `${errors.length} ${errors.length === 1 ? 'error' : 'errors'}`
  const own = errors.find(({ file }) => files.includes(file))
  const article = own === errors[0] ? 'the first' : 'one'
  const place = own ? `, ${errors.length === 1 ? '' : `${article} `}at ${toPlace(own)}` : ''
  return `${errors.length === MAX_DIAGNOSTICS ? 'at least ' : ''}${count}${place}`
}

const MAX_NAME_CHARACTERS = 100

function toPlace({ file, line, column }: Diagnostic): string {
  const end = file.length > MAX_NAME_CHARACTERS ? `…${file.slice(-MAX_NAME_CHARACTERS)}` : file
  // The only line ends a file's name may hold.
  const name = end.replace(/[\u2028\u2029]/g, ' ')
  return `${name}:${line}${column === undefined ? '' : `:${column}`}`
}

/** CPU time in the unit of its limits, so that the two compare: `0.41 s of CPU`. */
function toCpu(milliseconds: number): string {
  const text = milliseconds < 10 ? toDuration(milliseconds) : `${trim(milliseconds / 1000, 2)} s`
  return `${text} of CPU`
}

/** `11 ms` below a second, `1.2 s` above. */
export function toDuration(milliseconds: number): string {
  if (milliseconds >= 999.5) return `${trim(milliseconds / 1000, 2)} s`
  return `${milliseconds < 10 ? trim(milliseconds, 1) : Math.round(milliseconds)} ms`
}

/** Binary units, the largest that leaves a number of at least one. */
export function toSize(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB']
  let value = bytes
  let unit = 0
  while (Number(value.toFixed(1)) >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit += 1
  }
  return bytes === 1 ? '1 byte' : `${trim(value, 1)} ${units[unit]}`
}

function trim(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)))
}

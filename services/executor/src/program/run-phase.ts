import type { Phase } from '@runhive/contracts/execution-result'
import type { EffectiveLimits } from '@runhive/contracts/limits'
import type { OutputStream, PhaseEnd, PhaseSpec, TerminalSize } from '../cell/phase.ts'
import { CellFailure } from '../cell/session.ts'
import { createOutputBuffer, encodeOutput, type OutputBuffer } from '../domain/output/output.ts'
import { type HostFacts, toVerdict } from '../domain/result/outcome.ts'
import { toMeasured } from '../domain/result/result.ts'
import type { Control } from '../interactive/control.ts'
import type { Cell } from '../pool/cell.ts'
import type { Spanned } from './spanned.ts'

/**
 * One phase in a cell, watched from outside. Cell init enforces the limits because it is nearest; the host does not
 * rely on it: it has a wall clock of its own and counts the output itself. At a limit it asks cell init to kill, so
 * that the measurements still arrive; a cell that does not answer within the grace is given up, and its container
 * killed.
 */
export interface PhasePlan {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly limits: EffectiveLimits
  readonly stdin: Uint8Array
  /** stdin stays open after that. */
  readonly interactive?: boolean
  readonly terminal?: TerminalSize | undefined
  /** The phase ends when for so long nothing was written to it or by it, milliseconds. */
  readonly idleMs?: number | undefined
  /** Bytes of each stream the result keeps. */
  readonly keepBytes: number
  readonly fileSizeBytes: number
  readonly openFiles: number
  readonly stackBytes: number
}

export interface PhaseWatch {
  readonly onOutput: (stream: OutputStream, bytes: Uint8Array) => void
  /** Aborts when the owner cancels. */
  readonly signal: AbortSignal
  /** How long a cell may take to report after it was asked to kill, milliseconds. */
  readonly graceMs: number
  /** The way in, for as long as the phase runs. */
  readonly control?: Pick<Control, 'begin'> | undefined
  readonly spanned?: Spanned | undefined
}

export interface PhaseReport {
  readonly phase: Phase
  /** Why the program never started: an errno name. */
  readonly spawnError: string | undefined
  /** It asked for more processes and threads than its limit. */
  readonly forksRefused: boolean
  readonly onTerminal: boolean
}

/** Our clock begins with the request, cell init's with the program; the program gets all of its time. */
const WALL_SLACK_MS = 100

/**
 * Runs one phase to its end, even in a cell that misbehaves. Rejects only when the request is refused ({@link
 * isRefused}).
 */
export async function runPhase(cell: Cell, plan: PhasePlan, watch: PhaseWatch): Promise<PhaseReport> {
  const startedAt = performance.now()
  const host = { cancelled: false, overOutput: false, overWall: false, overIdle: false, oomKilled: false }
  const keep = () => createOutputBuffer(plan.keepBytes, plan.limits.outputBytes)
  const kept = { stdout: keep(), stderr: keep() }
  using grace = createGrace(cell, watch.graceMs)
  const kill = (reason: 'wall' | 'cancelled' | 'output') => {
    cell.session.kill(reason)
    grace.begin()
  }
  const cancel = () => {
    host.cancelled = true
    kill('cancelled')
  }
  const wall = setTimeout(() => {
    host.overWall = true
    kill('wall')
  }, plan.limits.wallMs + WALL_SLACK_MS)
  using idle = createIdleWatch(plan.idleMs, () => {
    host.overIdle = true
    kill('wall')
  })
  watch.signal.addEventListener('abort', cancel, { once: true })
  try {
    const running = cell.session.runPhase(toSpec(plan), {
      onOutput(stream, bytes) {
        if (grace.over) return
        idle.touch()
        kept[stream].add(bytes)
        watch.onOutput(stream, bytes)
        if (kept[stream].bytes <= plan.limits.outputBytes || host.overOutput) return
        host.overOutput = true
        kill('output')
      },
    })
    if (watch.signal.aborted) cancel()
    feed(cell, plan)
    using _running = watch.control?.begin({
      session: cell.session,
      stdinOpen: plan.interactive === true,
      terminal: plan.terminal !== undefined,
      onInput: idle.touch,
    })
    const end = await Promise.race([running.catch(toLoss), grace.ended])
    if (end === undefined) {
      cell.taint()
      const known = host.cancelled || host.overOutput || host.overWall || host.overIdle
      host.oomKilled = known ? false : await cell.wasOomKilled()
    } else if (end.networkUsed) cell.taint()
    const onTerminal = plan.terminal !== undefined
    return toReport(end, host, { kept, wallMs: performance.now() - startedAt, onTerminal })
  } finally {
    clearTimeout(wall)
    watch.signal.removeEventListener('abort', cancel)
  }
}

/** A cell that was lost has no report; a request that no cell would take is for the caller to explain. */
function toLoss(error: unknown): undefined {
  if (isRefused(error)) throw error
}

/** Whether cell or protocol refused the request (a path, too many arguments), as opposed to failing. */
export function isRefused(error: unknown): error is RangeError | CellFailure {
  return error instanceof RangeError || (error instanceof CellFailure && error.code === 'file')
}

function toSpec(plan: PhasePlan): PhaseSpec {
  const { limits } = plan
  return {
    argv: plan.argv,
    env: plan.env,
    stdin: plan.stdin.length > 0 || plan.interactive ? 'open' : 'none',
    ...(plan.terminal ? { terminal: plan.terminal } : {}),
    limits: {
      wallMs: limits.wallMs,
      cpuMs: limits.cpuMs,
      stdoutBytes: limits.outputBytes,
      stderrBytes: limits.outputBytes,
      fileSizeBytes: plan.fileSizeBytes,
      openFiles: plan.openFiles,
      stackBytes: plan.stackBytes,
    },
  }
}

/** Not awaited: a program that never reads its stdin must not hold anything up. */
function feed({ session }: Cell, { stdin, interactive }: PhasePlan): void {
  if (stdin.length === 0) return
  void session.writeStdin(stdin)
  // In the same queue, so it needs no waiting: the end comes behind the bytes.
  if (!interactive) session.endStdin()
}

/** Rings when for `idleMs` nobody has touched it; never without `idleMs`. */
function createIdleWatch(idleMs: number | undefined, ring: () => void): Disposable & { touch(): void } {
  if (idleMs === undefined) return { touch: () => undefined, [Symbol.dispose]: () => undefined }
  const timer = setTimeout(ring, idleMs)
  return { touch: () => void timer.refresh(), [Symbol.dispose]: () => clearTimeout(timer) }
}

/** The time a cell has to report after it was asked to kill. When it is over, the engine kills the container. */
function createGrace(cell: Cell, graceMs: number) {
  const ended = Promise.withResolvers<undefined>()
  let timer: NodeJS.Timeout | undefined
  let over = false
  return {
    ended: ended.promise,
    get over() {
      return over
    },
    begin() {
      timer ??= setTimeout(() => {
        over = true
        // Its removal kills as well and is tried again until it succeeds: a failure here changes nothing.
        cell.kill().catch(() => undefined)
        ended.resolve(undefined)
      }, graceMs)
    },
    [Symbol.dispose]() {
      over = true
      clearTimeout(timer)
    },
  }
}

function toReport(
  end: PhaseEnd | undefined,
  host: HostFacts,
  seen: { kept: Record<OutputStream, OutputBuffer>; wallMs: number; onTerminal: boolean },
): PhaseReport {
  const verdict = toVerdict(end, host)
  const ofStream = (stream: OutputStream) => {
    const kept = seen.kept[stream].kept()
    return { ...kept, bytes: Math.max(kept.bytes, end?.[`${stream}Bytes`] ?? 0) }
  }
  const wasCut = verdict.status !== 'succeeded' && verdict.status !== 'failed'
  const spawnError = end?.outcome.kind === 'spawnFailed' ? end.outcome.error : undefined
  return {
    spawnError,
    forksRefused: end?.forksRefused ?? false,
    onTerminal: seen.onTerminal,
    phase: {
      ...verdict,
      ...encodeOutput(ofStream('stdout'), ofStream('stderr'), wasCut),
      wallMs: end ? end.wallMicros / 1000 : toMeasured(seen.wallMs),
      cpuMs: end?.cpuMicros == null ? null : end.cpuMicros / 1000,
      memoryBytes: end?.peakMemoryBytes ?? null,
    },
  }
}

import type { Phase } from '@runhive/contracts/execution-result'
import type { PhaseEnd } from '../../cell/phase.ts'

/** How a phase ended, in the words of the contract. */
export type Verdict = Pick<Phase, 'status' | 'exitCode' | 'signal' | 'limit'>

/** What the host itself saw; the only source when a cell does not answer any more. */
export interface HostFacts {
  readonly cancelled: boolean
  /** The host counted more output than allowed. */
  readonly overOutput: boolean
  /** The host's own timer ran out and the cell did not report in time. */
  readonly overWall: boolean
  /** Nothing was written to it or by it for too long. */
  readonly overIdle: boolean
  /** The engine says that the kernel killed inside this container for memory. */
  readonly oomKilled: boolean
}

const NOTHING = { exitCode: null, signal: null, limit: null } as const

/**
 * Decides what ended a phase, most certain cause first: cancelled, output, wall, CPU, memory, signal, exit code.
 * `end` is undefined when the cell was killed or lost before it reported.
 *
 * An out-of-memory kill counts only when the program did not exit 0: a child may die of memory while its parent
 * copes, and then the program succeeded.
 */
export function toVerdict(end: PhaseEnd | undefined, host: HostFacts): Verdict {
  if (end === undefined) return withoutReport(host)
  if (end.limit === 'killed') return { ...NOTHING, status: 'cancelled' }
  const died = toDeath(end)
  if (end.limit === 'output' || host.overOutput)
    return { ...died, status: 'output_exceeded', limit: 'output' }
  if (end.limit === 'wall') return { ...died, status: 'timed_out', limit: host.overIdle ? 'idle' : 'wall' }
  if (end.limit === 'cpu') return { ...died, status: 'timed_out', limit: 'cpu' }
  if ((end.oomKills ?? 0) > 0 && died.exitCode !== 0)
    return { ...died, status: 'memory_exceeded', limit: 'memory' }
  if (died.signal !== null) {
    return { ...died, status: 'signaled', limit: died.signal === 'SIGXFSZ' ? 'fileSize' : null }
  }
  return { ...died, status: died.exitCode === 0 ? 'succeeded' : 'failed', limit: null }
}

function withoutReport(host: HostFacts): Verdict {
  if (host.cancelled) return { ...NOTHING, status: 'cancelled' }
  const killed = { exitCode: null, signal: 'SIGKILL' }
  if (host.overOutput) return { ...killed, status: 'output_exceeded', limit: 'output' }
  if (host.overIdle) return { ...killed, status: 'timed_out', limit: 'idle' }
  if (host.overWall) return { ...killed, status: 'timed_out', limit: 'wall' }
  if (host.oomKilled) return { ...killed, status: 'memory_exceeded', limit: 'memory' }
  return { ...NOTHING, status: 'internal_error' }
}

function toDeath({ outcome }: PhaseEnd): Pick<Verdict, 'exitCode' | 'signal'> {
  switch (outcome.kind) {
    case 'exited':
      return { exitCode: outcome.code, signal: null }
    case 'signaled':
      return { exitCode: null, signal: outcome.signal }
    case 'spawnFailed':
      // As a shell says it: 127 there is no such program, 126 it cannot be started.
      return { exitCode: outcome.error === 'ENOENT' ? 127 : 126, signal: null }
    default:
      return outcome satisfies never
  }
}

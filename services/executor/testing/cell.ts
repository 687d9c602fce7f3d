import type { KillReason, PhaseEnd, PhaseOptions, PhaseSpec } from '../src/cell/phase.ts'
import type { CellSession } from '../src/cell/session.ts'
import type { Cell } from '../src/pool/cell.ts'

/** What a phase ends with when the program says nothing and exits 0. */
export const EXITED: PhaseEnd = {
  outcome: { kind: 'exited', code: 0 },
  limit: 'none',
  wallMicros: 1000,
  cpuMicros: 1000,
  peakMemoryBytes: 1,
  oomKills: 0,
  stdoutBytes: 0,
  stderrBytes: 0,
  networkUsed: false,
  forksRefused: false,
}

export interface FakeCell extends Cell {
  readonly calls: {
    kills: KillReason[]
    killed: number
    tainted: boolean
    disposed: boolean
    limits: object[]
  }
}

/** A cell without a container; `runPhase` is the program. */
export function createFakeCell(
  runPhase: (spec: PhaseSpec, options: PhaseOptions) => Promise<PhaseEnd>,
  oomKilled = false,
): FakeCell {
  const calls = {
    kills: [] as KillReason[],
    killed: 0,
    tainted: false,
    disposed: false,
    limits: [] as object[],
  }
  const closed = Promise.withResolvers<void>()
  const session: CellSession = {
    ready: Promise.resolve(),
    closed: closed.promise,
    writeFile: async () => {},
    writeFiles: async () => {},
    runPhase,
    writeStdin: async () => {},
    endStdin: () => {},
    signal: () => {},
    resize: () => {},
    collect: async () => ({ files: [], skipped: 0, leftOut: [], matched: [] }),
    kill: (reason) => void calls.kills.push(reason),
    exit: () => {},
  }
  return {
    id: 'fake',
    slotIndex: 0,
    calls,
    session,
    closed: closed.promise,
    applyLimits: async (limits) => void calls.limits.push(limits),
    kill: async () => {
      calls.killed += 1
    },
    wasOomKilled: async () => oomKilled,
    taint: () => {
      calls.tainted = true
    },
    async [Symbol.asyncDispose]() {
      calls.disposed = true
      closed.resolve()
    },
  }
}

import { awaitEnd } from './aftermath.ts'
import type { Target } from './ask.ts'
import { type DrillResult, toResult } from './drill-result.ts'
import { type OpenLedger, openLedger } from './ledger.ts'
import { startLoad } from './load.ts'
import type { Scene } from './scene.ts'

/** A deliberate disturbance while the service is in use. */
export interface Drill {
  readonly name: string
  /** What happens, in a few words. */
  readonly title: string
  /** How long the part is away by default, milliseconds. */
  readonly outageMs: number
  /** Breaks something and repairs it again. Returns the errors that it found itself, one sentence each. */
  disturb(scene: Scene, on: Disturbance): Promise<ReadonlyArray<string>>
}

export interface Disturbance {
  /** How long the part is away, milliseconds. */
  readonly outageMs: number
  readonly target: Target
  /** For the drill's own requests, which count like those of the load. */
  readonly ledger: OpenLedger
  /** Adds a measurement of the drill's own, one line, which is printed with the others. */
  readonly note: (line: string) => void
}

export interface DrillOptions {
  /** Overrides the drill's default. */
  readonly outageMs?: number
  /** Callers of the steady load. Default 6. */
  readonly callers?: number
}

/**
 * Runs one drill: a steady load, the disturbance in the middle of it, more load until it is answered as before, and
 * then the count. Rejects when the service does not recover.
 */
export async function runDrill(scene: Scene, drill: Drill, options: DrillOptions = {}): Promise<DrillResult> {
  const { outageMs = drill.outageMs, callers = 6 } = options
  const before = new Set(scene.observer.seen.keys())
  const since = new Date()
  const startedMs = performance.now()
  const ledger = openLedger()
  const load = startLoad(scene.gateways, ledger, callers)
  let complaints: ReadonlyArray<string>
  const notes: string[] = []
  try {
    await load.answered(callers)
    complaints = await drill.disturb(scene, {
      ...{ outageMs, target: scene.target, ledger },
      note: (line) => void notes.push(line),
    })
    // Other parts that were affected must have recovered too.
    await scene.stack.start()
    await load.answered(2 * callers)
  } finally {
    await load.stop()
  }
  const aftermath = await awaitEnd(scene, ledger, since)
  const seen = new Map([...scene.observer.seen].filter(([id]) => !before.has(id)))
  const seconds = (performance.now() - startedMs) / 1000
  return toResult({ name: drill.name, ledger, aftermath, seen, complaints, notes, seconds })
}

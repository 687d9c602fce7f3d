import { type Load, runLoad } from './loads.ts'
import { growth } from './per-execution.ts'
import type { Turn } from './results.ts'
import type { Subject } from './subject.ts'

/** Services close connections to Postgres that were idle for ten seconds: opening them again is no cost of executions. */
const AWAKE = { callers: 4, pauseMs: 0, inARow: 4 }

/** Puts a load on a stack, and waits until everything that belongs to it has been done. */
export async function takeTurn(subject: Subject, load: Load, executions: number): Promise<Turn> {
  await runLoad(AWAKE, AWAKE.inARow, subject)
  await subject.recorded()
  const [before, startedAt] = [subject.cpu.read(), performance.now()]
  const samples = await runLoad(load, executions, subject)
  await subject.recorded()
  const seconds = (performance.now() - startedAt) / 1_000
  return {
    seconds,
    cpuMs: growth(before, subject.cpu.read()),
    overheadsMs: samples.map(({ ms, programMs = 0 }) => ms - programMs),
  }
}

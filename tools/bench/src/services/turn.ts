import { type Load, runLoad } from './loads.ts'
import { growth } from './per-execution.ts'
import type { Turn } from './results.ts'
import type { Subject } from './subject.ts'

/** Puts a load on a stack, and waits until everything that belongs to it has been done. */
export async function takeTurn(subject: Subject, load: Load, executions: number): Promise<Turn> {
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

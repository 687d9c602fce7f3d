import { openSupervisor } from '@runhive/stack/supervisor/supervisor'
import { CpuLedger, type CpuTimes, type Reading } from './ledger.ts'
import { ownerOfBackend, ownerOfPart } from './owners.ts'
import { backendRole, childrenOf, threadTimes, titleOf } from './proc.ts'

/** Postgres ends connections that were idle for ten seconds: each is read often enough to be seen before. */
const SAMPLE_EVERY_MS = 200

/** Adds up the processor time of a stack's processes from now on. Disposing stops that. */
export interface CpuMeter extends Disposable {
  /** Since it was opened, milliseconds by owner. */
  read(): CpuTimes
}

/** `stateDir`: the folder with the records of the stack's processes. */
export function openCpuMeter(stateDir: string): CpuMeter {
  const parts = openSupervisor(stateDir, { detached: false })
    .list()
    .map(({ name, process: { pid } }) => ({ name, pid }))
  const server = parts.find(({ name }) => name === 'postgres')?.pid ?? 0
  const readPostgres = () => [
    ...readProcess(server, ownerOfBackend(undefined)),
    ...childrenOf(server).flatMap((pid) => readProcess(pid, ownerOfBackend(backendRole(titleOf(pid))))),
  ]
  const readAll = () => [
    ...parts.flatMap(({ name, pid }) => readProcess(pid, ownerOfPart(name))),
    ...readPostgres(),
  ]
  const ledger = new CpuLedger(readAll())
  const timer = setInterval(() => ledger.add(readPostgres()), SAMPLE_EVERY_MS)
  return {
    read() {
      ledger.add(readAll())
      return ledger.totals()
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}

function readProcess(pid: number, owner: string | undefined): Reading[] {
  if (owner === undefined) return []
  return Array.from(threadTimes(pid), ([thread, ms]) => ({ thread, owner, ms }))
}

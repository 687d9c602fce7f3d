import { cpus, release, totalmem } from 'node:os'

export interface Machine {
  readonly cpus: number
  readonly model: string
  readonly memoryGiB: number
  readonly kernel: string
}

export function describeMachine(): Machine {
  const [first] = cpus()
  return {
    cpus: cpus().length,
    model: first?.model ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
  }
}

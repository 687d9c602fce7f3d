import type { Runtime } from '@runhive/contracts/executor'

const range = (max: number) => ({ min: 1, max, default: max })
const limits = {
  ...{ wallMs: range(10_000), cpuMs: range(10_000), memoryBytes: range(2 ** 28) },
  ...{ outputBytes: range(2 ** 20), processes: range(64) },
}

/** What a simulated executor says that it can run. */
export const PYTHON: Runtime = {
  ...{ id: 'python-3.13', language: 'python', name: 'Python', version: '3.13.5', aliases: ['py'] },
  ...{
    alternative: false,
    fileName: 'main.py',
    compiled: false,
    refusedFlags: [],
    limits,
    compileLimits: limits,
  },
}

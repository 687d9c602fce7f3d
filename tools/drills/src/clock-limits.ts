import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { ask, type Target } from './ask.ts'
import type { Disturbance, Drill } from './drill.ts'
import { isFinal } from './ledger.ts'
import type { Program } from './programs.ts'

const WALL_MS = 700
const ROUNDS = 8
/** Busy threads per processor, in addition to all other load. */
const BUSY = 2

/** Programs that never end: one sleeps, one computes without a limit on its CPU time. */
const ENDLESS = ['import time\ntime.sleep(600)', 'while True: pass']
/** Needs some CPU time, and the more wall-clock time the busier the machine is. Has the default limits. */
const HONEST = 'sum(range(2_000_000))\nprint("done")'

export const clockLimits: Drill = {
  name: 'clock',
  title: 'runs end by their wall-clock limit on a machine that has no time left',
  outageMs: 0,
  async disturb(_scene, on) {
    using _burning = burnProcessors()
    const rounds = Array.from({ length: ROUNDS }, () => [
      ...ENDLESS.map((source) => expectTimeOut(source, on)),
      expectSuccess(on),
    ])
    return (await Promise.all(rounds.flat())).flat()
  },
}

async function expectTimeOut(source: string, on: Disturbance): Promise<string[]> {
  const limits = { wallMs: WALL_MS, cpuMs: 60_000 }
  const result = await run(on, { language: 'python', source, limits })
  if (typeof result === 'string') return [result]
  if (result.status === 'timed_out' && result.run?.limit === 'wall') return []
  return [`a run with a limit of ${WALL_MS} ms ended as ${result.status} by ${result.run?.limit}`]
}

async function expectSuccess(on: Disturbance): Promise<string[]> {
  const result = await run(on, { language: 'python', source: HONEST })
  if (typeof result === 'string') return [result]
  return result.status === 'succeeded' ? [] : [`an honest run ended as ${result.status}`]
}

async function run({ target, ledger }: { target: Target } & Pick<Disturbance, 'ledger'>, request: object) {
  const program: Program = { request: { ...request }, wait: true, stored: true, prints: 'done\n' }
  const answer = await ask(target, program)
  ledger.enter(program, answer)
  if (answer.kind === 'accepted' && answer.result && isFinal(answer.result)) return answer.result
  return `a run was not answered with a result: ${JSON.stringify(answer)}`
}

/** Threads that do nothing but compute, until disposed. */
function burnProcessors(): Disposable {
  const workers = Array.from(
    { length: BUSY * availableParallelism() },
    () => new Worker('for (;;);', { eval: true }),
  )
  return {
    [Symbol.dispose]() {
      for (const worker of workers) void worker.terminate()
    },
  }
}

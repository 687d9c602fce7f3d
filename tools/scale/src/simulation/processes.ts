import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { ConsumersOptions } from './consumers-part.ts'
import type { ExecutorsOptions } from './executors-part.ts'
import type { GatewayOptions } from './gateway-part.ts'
import type { PartReading } from './part.ts'

/** What a process of the simulation is to be. */
export type Order =
  | { readonly kind: 'executors'; readonly options: ExecutorsOptions }
  | { readonly kind: 'gateway'; readonly options: GatewayOptions }
  | { readonly kind: 'consumers'; readonly options: ConsumersOptions }

export interface SimulationProcess extends AsyncDisposable {
  read(): Promise<PartReading>
}

/** Resolves when the process does what it is told. Disposing ends it at once: nothing of a simulation is kept. */
export async function startProcess(order: Order): Promise<SimulationProcess> {
  const child = fork(fileURLToPath(new URL('./process.ts', import.meta.url)), [JSON.stringify(order)])
  const exited = once(child, 'exit')
  await answer(child, exited)
  return {
    async read() {
      child.send('read')
      // Sent by process.ts only.
      return (await answer(child, exited)) as PartReading
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

async function answer(child: ChildProcess, exited: Promise<unknown>): Promise<unknown> {
  const died = exited.then((): never => {
    throw new Error('a process of the simulation ended by itself')
  })
  const [message] = await Promise.race([once(child, 'message'), died])
  return message
}

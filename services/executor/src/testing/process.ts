import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** A real executor process, for tests of its death. */
export interface ExecutorProcess extends AsyncDisposable {
  /** Sends a signal and resolves with the exit code once it is gone; null when the signal killed it. */
  end(signal: NodeJS.Signals): Promise<number | null>
}

const MAIN = join(import.meta.dirname, '../main.ts')

/** Starts one and resolves when it says that it is open. */
export async function startExecutor(env: Readonly<Record<string, string>>): Promise<ExecutorProcess> {
  const child = spawn(process.execPath, [MAIN], {
    env: { ...env, LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await untilOpen(child)
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit')
      child.kill(signal)
      await gone
    }
    return child.exitCode
  }
  return {
    end,
    async [Symbol.asyncDispose]() {
      await end('SIGKILL')
    },
  }
}

function untilOpen(child: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let said = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4096)
    if (said.includes('executor is open')) resolve()
  })
  child.once('exit', (code) => reject(new Error(`the executor exited with ${code}: ${said}`)))
  return promise
}

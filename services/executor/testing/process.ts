import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** A real executor process, for tests of its death. */
export interface ExecutorProcess extends AsyncDisposable {
  /** Sends a signal and resolves with the exit code once it is gone; null when the signal killed it. */
  end(signal: NodeJS.Signals): Promise<number | null>
  /** Everything it has logged so far. */
  logged(): string
}

const MAIN = join(import.meta.dirname, '../src/main.ts')

/** Starts one and resolves when it says that it is open. */
export async function startExecutor(env: Readonly<Record<string, string>>): Promise<ExecutorProcess> {
  const child = spawn(process.execPath, [MAIN], {
    env: { ...env, LOG_LEVEL: 'trace' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  await untilOpen(child, () => said)
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
    logged: () => said,
    async [Symbol.asyncDispose]() {
      await end('SIGKILL')
    },
  }
}

function untilOpen(child: ChildProcess, said: () => string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  child.stdout?.on('data', () => {
    if (said().includes('executor is open')) resolve()
  })
  child.once('exit', (code) => reject(new Error(`the executor exited with ${code}: ${said()}`)))
  return promise
}

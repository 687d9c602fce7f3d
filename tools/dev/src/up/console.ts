import type { Invocation } from '../command.ts'
import { inRepository } from '../repository.ts'
import { runLogged } from '../run-program.ts'

/** Makes sure that the console that the gateway serves is built from the sources that are here. Quick when it is. */
export async function ensureConsole({ env, progress }: Pick<Invocation, 'env' | 'progress'>): Promise<void> {
  const args = [inRepository('apps/console/build/ensure-built.ts')]
  await progress.step('checking the console', () =>
    runLogged('console-build', { command: process.execPath, args, env }),
  )
}

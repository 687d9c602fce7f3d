import type { Invocation } from '../command.ts'
import { ensureEngine } from '../engine/ensure-engine.ts'
import { runOwn } from '../run-program.ts'

export async function run({ words, flags, env, progress }: Invocation): Promise<number> {
  const { dockerHost } = await ensureEngine({ env, yes: flags.yes === true, progress })
  return runOwn('services/executor/src/images/main.ts', {
    words: words.filter((word) => word !== '--yes' && word !== '-y'),
    env: { ...env, DOCKER_HOST: dockerHost },
  })
}

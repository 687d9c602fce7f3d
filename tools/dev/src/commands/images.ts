import type { Invocation } from '../command.ts'
import { ensureEngine } from '../engine/ensure-engine.ts'
import { inRepository } from '../repository.ts'
import { runShown } from '../run-program.ts'

export async function run({ words, flags, env, progress }: Invocation): Promise<number> {
  const { dockerHost } = await ensureEngine({ env, yes: flags.yes === true, progress })
  const args = [
    inRepository('services/executor/src/images/main.ts'),
    ...words.filter((word) => word !== '--yes' && word !== '-y'),
  ]
  const ended = await runShown({ command: process.execPath, args, env: { ...env, DOCKER_HOST: dockerHost } })
  return typeof ended === 'number' ? ended : 1
}

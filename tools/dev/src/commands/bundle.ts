import type { Invocation } from '../command.ts'
import { inRepository } from '../repository.ts'
import { runShown } from '../run-program.ts'

export async function run({ words, env }: Invocation): Promise<number> {
  const args = [inRepository('tools/release/src/bundle/main.ts'), ...words]
  const ended = await runShown({ command: process.execPath, args, env })
  return typeof ended === 'number' ? ended : 1
}

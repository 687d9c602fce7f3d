import type { Invocation } from '../command.ts'
import { inRepository } from '../repository.ts'
import { runShown } from '../run-program.ts'
import { prepareMachine } from '../up/up-stack.ts'

export async function run(invocation: Invocation): Promise<number> {
  const { env } = await prepareMachine(invocation)
  const args = [inRepository('tools/bench/src/main.ts'), ...invocation.words]
  const ended = await runShown({ command: process.execPath, args, env })
  return typeof ended === 'number' ? ended : 1
}

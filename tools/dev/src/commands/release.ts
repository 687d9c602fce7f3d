import type { Invocation } from '../command.ts'
import { inRepository } from '../repository.ts'
import { runShown } from '../run-program.ts'
import { prepareMachine } from '../up/up-stack.ts'

/** These start containers, and so need what a stack needs. */
const NEED_MACHINE = ['images', 'prepare', 'upgrade']

export async function run(invocation: Invocation): Promise<number> {
  const [name = ''] = invocation.words
  const { env } = NEED_MACHINE.includes(name) ? await prepareMachine(invocation) : invocation
  const args = [
    inRepository('tools/release/src/main.ts'),
    ...invocation.words.filter((word) => word !== '--yes'),
  ]
  const ended = await runShown({ command: process.execPath, args, env })
  return typeof ended === 'number' ? ended : 1
}

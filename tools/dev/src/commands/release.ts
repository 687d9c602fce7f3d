import type { Invocation } from '../command.ts'
import { runOwn } from '../run-program.ts'
import { prepareMachine } from '../up/up-stack.ts'

/** These start containers, and so need what a stack needs. */
const NEED_MACHINE = ['images', 'prepare', 'upgrade']

export async function run(invocation: Invocation): Promise<number> {
  const [name = ''] = invocation.words
  const { env } = NEED_MACHINE.includes(name) ? await prepareMachine(invocation) : invocation
  const words = invocation.words.filter((word) => word !== '--yes')
  return runOwn('tools/release/src/main.ts', { words, env })
}

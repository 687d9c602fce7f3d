import type { Invocation } from '../command.ts'
import { runOwn } from '../run-program.ts'
import { prepareMachine } from '../up/up-stack.ts'

/** A command that is a program of its own, on a machine that has what a stack needs. */
export function createTool(path: string) {
  return {
    async run(invocation: Invocation): Promise<number> {
      const { env } = await prepareMachine(invocation)
      return runOwn(path, { words: invocation.words, env })
    },
  }
}

import type { Invocation } from '../command.ts'
import { runOwn } from '../run-program.ts'

export function run(invocation: Invocation): Promise<number> {
  return runOwn('tools/release/src/bundle/main.ts', invocation)
}

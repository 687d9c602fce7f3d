import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StackPorts } from './stack-ports.ts'

/** What stopping needs to know, read by the process that stops the stack. */
export interface StackFacts extends ExecutorPlace {
  /** Executors beside the first one. */
  readonly others?: ReadonlyArray<ExecutorPlace>
  readonly ports: StackPorts
  /** Names of the servers the stack runs itself; the others come from outside. */
  readonly ownServers: ReadonlyArray<string>
}

/** Whose containers they are, and on which engine. */
export interface ExecutorPlace {
  readonly executorId: string
  readonly dockerHost: string
}

export function writeFacts(stateDir: string, facts: StackFacts): void {
  mkdirSync(stateDir, { recursive: true })
  writeFileSync(join(stateDir, 'stack.json'), `${JSON.stringify(facts, undefined, 2)}\n`)
}

/** What the last start wrote about the stack; undefined when there was none. */
export function readFacts(stateDir: string): StackFacts | undefined {
  try {
    // Written by writeFacts only.
    return JSON.parse(readFileSync(join(stateDir, 'stack.json'), 'utf8')) as StackFacts
  } catch {
    return undefined
  }
}

/** Remembers one more executor, before it starts. */
export function addExecutor(stateDir: string, place: ExecutorPlace): void {
  const facts = readFacts(stateDir)
  if (facts) writeFacts(stateDir, { ...facts, others: [...(facts.others ?? []), place] })
}

import type { Phase } from '@runhive/contracts/execution-result'
import type { Manifest } from '../languages/manifest.ts'

type Rule = NonNullable<Manifest['run']['outOfMemory']>

/**
 * Whether a phase ended because its runtime found no more memory, which it noticed by itself before the kernel had to
 * kill anything. It is as trustworthy as what was written: a program that imitates its runtime is believed, and only
 * changes why it failed. One that ended well, or was ended by a limit, did not end of it.
 */
export function ranOutOfMemory(phase: Phase, rule: Rule | undefined, onTerminal: boolean): boolean {
  if (rule === undefined || phase.limit !== null) return false
  if (phase.status !== 'failed' && phase.status !== 'signaled') return false
  if (rule.exitCode !== undefined && phase.exitCode !== rule.exitCode) return false
  if (rule.signal !== undefined && phase.signal !== rule.signal) return false
  const text = onTerminal ? phase.stdout : phase.stderr
  return rule.writes.some((words) => text.includes(words))
}

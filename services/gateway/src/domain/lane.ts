import { createHash } from 'node:crypto'
import type { Lane } from '@runhive/contracts/execution-streams'

/** An account uses the lane below this number of outstanding executions. */
const LIGHT = 4
const MEDIUM = 32
const HEAVY = ['heavy-0', 'heavy-1', 'heavy-2', 'heavy-3'] as const

/** The lane of an account's next execution, by how many it has outstanding. */
export function chooseLane(accountId: string, outstanding: number): Lane {
  if (outstanding < LIGHT) return 'light'
  if (outstanding < MEDIUM) return 'medium'
  const [byte = 0] = createHash('sha256').update(accountId).digest()
  return HEAVY[byte % HEAVY.length] ?? HEAVY[0]
}

import * as createExecutions from './0001-create-executions.ts'
import * as retainAndCount from './0002-retain-and-count.ts'

/** By name, in the order in which they are applied. */
export const migrations = {
  '0001-create-executions': createExecutions,
  '0002-retain-and-count': retainAndCount,
}

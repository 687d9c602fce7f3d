import * as createExecutions from './0001-create-executions.ts'

/** By name, in the order in which they are applied. */
export const migrations = { '0001-create-executions': createExecutions }

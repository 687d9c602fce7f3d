import { auth } from '../auth.ts'
import { contact } from '../contact.ts'
import { executionControl, executionEvents, executionQueue } from '../executions.ts'
import { executor } from '../executor.ts'
import { history } from '../history.ts'
import type { Boundary } from './surface.ts'

/** Everything that crosses a process boundary. A new contract, queue or log is added here. */
export const boundary: Boundary = {
  contracts: [auth, contact, executor, history],
  queues: [executionQueue],
  logs: [executionEvents, executionControl],
}

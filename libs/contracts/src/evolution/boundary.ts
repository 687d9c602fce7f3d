import { auth } from '../auth.ts'
import { contact } from '../contact.ts'
import {
  executionControl,
  executionEvents,
  executionQueue,
  executionRequests,
  idempotencyClaims,
} from '../executions.ts'
import { executor } from '../executor.ts'
import { gateway } from '../gateway.ts'
import { history } from '../history.ts'
import { revocations } from '../revocations.ts'
import { running } from '../running.ts'
import type { Boundary } from './surface.ts'

/** Everything that crosses a process boundary. A new contract, queue or log is added here. */
export const boundary: Boundary = {
  contracts: [auth, contact, executor, gateway, history, running],
  queues: [executionQueue],
  logs: [executionEvents, executionControl, executionRequests, idempotencyClaims, revocations],
}

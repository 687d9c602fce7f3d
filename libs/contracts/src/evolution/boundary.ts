import { auth } from '../auth.ts'
import { contact } from '../contact.ts'
import { executionControl } from '../execution-control.ts'
import {
  executionCancellations,
  executionErasures,
  executionEvents,
  executionQueue,
  executionRequests,
  idempotencyClaims,
} from '../execution-streams.ts'
import { executor } from '../executor.ts'
import { gateway } from '../gateway.ts'
import { history } from '../history.ts'
import { revocations } from '../revocations.ts'
import { webhookKeys } from '../webhook-keys.ts'
import type { Boundary } from './surface.ts'

/** Everything that crosses a process boundary. A new contract, queue or log is added here. */
export const boundary: Boundary = {
  contracts: [auth, contact, executor, gateway, history, executionControl],
  queues: [executionQueue],
  logs: [
    ...[executionEvents, executionCancellations, executionRequests, executionErasures],
    ...[idempotencyClaims, revocations, webhookKeys],
  ],
}

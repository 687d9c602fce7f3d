import * as createExecutions from './0001-create-executions.ts'
import * as retainAndCount from './0002-retain-and-count.ts'
import * as createDeliveries from './0003-create-deliveries.ts'
import * as watchServices from './0004-watch-services.ts'
import * as keepRequests from './0005-keep-requests.ts'
import * as sealDeliveries from './0006-seal-deliveries.ts'
import * as notifyOfWork from './0007-notify-of-work.ts'
import * as recordInBatches from './0008-record-in-batches.ts'

/** By name, in the order in which they are applied. */
export const migrations = {
  '0001-create-executions': createExecutions,
  '0002-retain-and-count': retainAndCount,
  '0003-create-deliveries': createDeliveries,
  '0004-watch-services': watchServices,
  '0005-keep-requests': keepRequests,
  '0006-seal-deliveries': sealDeliveries,
  '0007-notify-of-work': notifyOfWork,
  '0008-record-in-batches': recordInBatches,
}

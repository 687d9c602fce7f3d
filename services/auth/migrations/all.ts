import * as createAccounts from './0001-create-accounts.ts'
import * as createApiKeys from './0002-create-api-keys.ts'
import * as addIdentities from './0003-add-identities.ts'
import * as createSessions from './0004-create-sessions.ts'
import * as createUsedFlows from './0005-create-used-flows.ts'
import * as addKeySettings from './0006-add-key-settings.ts'
import * as createRevocationOutbox from './0007-create-revocation-outbox.ts'
import * as createAccountRemovals from './0008-create-account-removals.ts'
import * as createPlans from './0010-create-plans.ts'
import * as createCountersAndLeases from './0011-create-counters-and-leases.ts'
import * as createAdmission from './0012-create-admission.ts'
import * as createRequests from './0013-create-requests.ts'
import * as suspendAccounts from './0014-suspend-accounts.ts'
import * as checkLeases from './0015-check-leases.ts'
import * as notifyOfWork from './0016-notify-of-work.ts'
import * as takeSpares from './0017-take-spares.ts'

/** By name, in the order in which they are applied. */
export const migrations = {
  '0001-create-accounts': createAccounts,
  '0002-create-api-keys': createApiKeys,
  '0003-add-identities': addIdentities,
  '0004-create-sessions': createSessions,
  '0005-create-used-flows': createUsedFlows,
  '0006-add-key-settings': addKeySettings,
  '0007-create-revocation-outbox': createRevocationOutbox,
  '0008-create-account-removals': createAccountRemovals,
  '0010-create-plans': createPlans,
  '0011-create-counters-and-leases': createCountersAndLeases,
  '0012-create-admission': createAdmission,
  '0013-create-requests': createRequests,
  '0014-suspend-accounts': suspendAccounts,
  '0015-check-leases': checkLeases,
  '0016-notify-of-work': notifyOfWork,
  '0017-take-spares': takeSpares,
}

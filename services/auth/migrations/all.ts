import * as createAccounts from './0001-create-accounts.ts'
import * as createApiKeys from './0002-create-api-keys.ts'
import * as createPlans from './0010-create-plans.ts'
import * as createCountersAndLeases from './0011-create-counters-and-leases.ts'
import * as createAdmission from './0012-create-admission.ts'
import * as createRequests from './0013-create-requests.ts'

/** By name, in the order in which they are applied. */
export const migrations = {
  '0001-create-accounts': createAccounts,
  '0002-create-api-keys': createApiKeys,
  '0010-create-plans': createPlans,
  '0011-create-counters-and-leases': createCountersAndLeases,
  '0012-create-admission': createAdmission,
  '0013-create-requests': createRequests,
}

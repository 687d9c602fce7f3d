import { ExecutorStatus } from '@runhive/contracts/executor'
import { roles } from '@runhive/contracts/roles'
import type { ServiceInstance } from '@runhive/mesh/mesh'
import type { Seen } from './service-states.ts'

/** Who should be there. */
export const EXPECTED: readonly string[] = Object.keys(roles).toSorted()

/**
 * How each service is, by who answers: `up` when somebody does. The executor is `degraded` when every one of its instances runs as many
 * executions as it can: what is accepted then waits.
 */
export function judge(instances: readonly ServiceInstance[]): Seen[] {
  return EXPECTED.map((service) => {
    const own = instances.filter((instance) => instance.service === service)
    if (own.length === 0) return { service, state: 'down', instances: 0 }
    const full = service === 'executor' && own.every(isFull)
    return { service, state: full ? 'degraded' : 'up', instances: own.length }
  })
}

/** One whose status does not fit, e.g. of another version, is not known to be full. */
function isFull({ status }: ServiceInstance): boolean {
  const parsed = ExecutorStatus.safeParse(status)
  return parsed.success && parsed.data.running >= parsed.data.concurrency
}

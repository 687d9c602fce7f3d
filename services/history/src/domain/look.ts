import { ExecutorStatus } from '@runhive/contracts/executor'
import { roles } from '@runhive/contracts/roles'
import type { ServiceInstance } from '@runhive/mesh/mesh'
import type { Seen } from './service-states.ts'

/** The services that should be there. */
export const EXPECTED: readonly string[] = Object.keys(roles).toSorted()

/**
 * The state of each service: `up` when an instance answers. The executor is `degraded` when all its instances run as
 * many executions as they can: accepted executions then wait.
 */
export function judge(instances: readonly ServiceInstance[]): Seen[] {
  return EXPECTED.map((service) => {
    const own = instances.filter((instance) => instance.service === service)
    if (own.length === 0) return { service, state: 'down', instances: 0 }
    const full = service === 'executor' && own.every(isFull)
    return { service, state: full ? 'degraded' : 'up', instances: own.length }
  })
}

/** An instance whose status has another shape, such as that of another version, does not count as full. */
function isFull({ status }: ServiceInstance): boolean {
  const parsed = ExecutorStatus.safeParse(status)
  return parsed.success && parsed.data.running >= parsed.data.concurrency
}

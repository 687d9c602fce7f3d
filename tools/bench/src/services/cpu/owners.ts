/** Whom processor time is counted for, in the order of the tables. */
export const OWNERS = [
  'gateway',
  'auth',
  'executor',
  'history',
  'contact',
  'NATS',
  'Postgres for auth',
  'Postgres for history',
  'Postgres for contact',
  'Postgres itself',
] as const
export type Owner = (typeof OWNERS)[number]

/** Of a part of the stack; undefined for what stands in for others' servers. */
export function ownerOfPart(part: string): Owner | undefined {
  return OWNERS.find((owner) => owner.toLowerCase() === part)
}

/** Of a process of Postgres, by the role it works for; undefined for the benchmark's own queries. */
export function ownerOfBackend(role: string | undefined): Owner | undefined {
  return role === undefined ? 'Postgres itself' : OWNERS.find((owner) => owner === `Postgres for ${role}`)
}

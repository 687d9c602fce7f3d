import { globSync } from 'node:fs'
import { join } from 'node:path'
import { factsOf, SERVICES, type ServiceName } from '@runhive/stack/services'

/**
 * What becomes a bundle and an image of its own. The issuer and the mailbox are for development: one signs anybody in
 * as anybody, the other delivers no mail.
 */
export const PARTS = [...SERVICES, 'issuer', 'mailbox'] as const
export type PartName = (typeof PARTS)[number]

export interface Part {
  readonly name: PartName
  /** The package's folder, from the repository's. */
  readonly folder: string
  /** Programs by the name of their file: `main` is `main.mjs`. */
  readonly entries: Readonly<Record<string, string>>
  /** What the programs read at run time, as patterns in the package's folder; it keeps its place beside them. */
  readonly reads: ReadonlyArray<string>
  /** A folder of built files that is copied beside the programs when it is there, and under which name. */
  readonly copies?: { readonly from: string; readonly to: string }
}

const MIGRATE = 'src/migrate/main.ts'
/** Of the repository: makes a role and a schema in an administrator's database. */
const PROVISION = '/libs/postgres/src/provision/main.ts'

/** What parts have beside what all of their kind have. */
const OWN: Readonly<Partial<Record<PartName, Partial<Part>>>> = {
  gateway: { copies: { from: 'apps/console/dist', to: 'console' } },
  auth: {
    entries: { 'create-key': 'src/create-key/main.ts', 'make-operator': 'src/make-operator/main.ts' },
  },
  executor: {
    entries: { doctor: 'src/doctor/main.ts' },
    // The catalogue's manifests; not what images are built from: the engine has those images.
    reads: ['languages/*/*.json', 'cell/seccomp.json'],
  },
}

export function describePart(name: PartName): Part {
  const { entries, ...own } = OWN[name] ?? {}
  const isService = isServiceName(name)
  const migrations = isService && factsOf(name).database ? { migrate: MIGRATE, provision: PROVISION } : {}
  return {
    name,
    folder: `${isService ? 'services' : 'tools'}/${name}`,
    entries: { main: 'src/main.ts', ...migrations, ...entries },
    reads: [],
    ...own,
  }
}

function isServiceName(name: PartName): name is ServiceName {
  return (SERVICES as ReadonlyArray<string>).includes(name)
}

/** Where an entry's source is: of its package, or of the repository when it begins with a slash. */
export function entryFile(root: string, part: Part, entry: string): string {
  return entry.startsWith('/') ? join(root, entry) : join(root, part.folder, entry)
}

/** What a part reads at run time, from its package's folder. */
export function filesRead(root: string, part: Part): string[] {
  const cwd = join(root, part.folder)
  return part.reads.flatMap((pattern) => globSync(pattern, { cwd })).toSorted()
}

export function isPart(name: string): name is PartName {
  return (PARTS as ReadonlyArray<string>).includes(name)
}

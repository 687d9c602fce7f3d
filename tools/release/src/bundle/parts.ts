import { globSync } from 'node:fs'
import { join } from 'node:path'

/**
 * What becomes a bundle and an image of its own. The issuer and the mailbox are for development: one signs anybody in
 * as anybody, the other delivers no mail.
 */
export const PARTS = ['gateway', 'auth', 'executor', 'history', 'contact', 'issuer', 'mailbox'] as const
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

const DESCRIBED: Readonly<Record<PartName, Omit<Part, 'name'>>> = {
  gateway: {
    folder: 'services/gateway',
    entries: { main: 'src/main.ts' },
    reads: [],
    copies: { from: 'apps/console/dist', to: 'console' },
  },
  auth: {
    folder: 'services/auth',
    entries: {
      main: 'src/main.ts',
      migrate: MIGRATE,
      provision: PROVISION,
      'create-key': 'src/create-key/main.ts',
      'make-operator': 'src/make-operator/main.ts',
    },
    reads: [],
  },
  executor: {
    folder: 'services/executor',
    entries: { main: 'src/main.ts', doctor: 'src/doctor/main.ts' },
    // The catalogue's manifests; not what images are built from: the engine has those images.
    reads: ['languages/*/*.json', 'cell/seccomp.json'],
  },
  history: {
    folder: 'services/history',
    entries: { main: 'src/main.ts', migrate: MIGRATE, provision: PROVISION },
    reads: [],
  },
  contact: {
    folder: 'services/contact',
    entries: { main: 'src/main.ts', migrate: MIGRATE, provision: PROVISION },
    reads: [],
  },
  issuer: { folder: 'tools/issuer', entries: { main: 'src/main.ts' }, reads: [] },
  mailbox: { folder: 'tools/mailbox', entries: { main: 'src/main.ts' }, reads: [] },
}

export function describePart(name: PartName): Part {
  return { name, ...DESCRIBED[name] }
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

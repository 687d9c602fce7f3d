import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ProcessIdentity } from './process-identity.ts'

/** What a state folder remembers of a part it started. */
export interface PartRecord {
  readonly name: string
  readonly process: ProcessIdentity
  /** ISO 8601. */
  readonly startedAt: string
  /** What it was started with; another fingerprint means that its settings have changed. */
  readonly fingerprint: string
  readonly log: string
  /** Where it listens, by meaning: `http`, `ops`, `client`. */
  readonly ports: Readonly<Record<string, number>>
  readonly stop: { readonly signal: NodeJS.Signals; readonly graceMs: number }
}

/** The records of one state folder: one file per part, replaced whole. A record may outlive its process. */
export interface Records {
  find(name: string): PartRecord | undefined
  list(): PartRecord[]
  write(record: PartRecord): void
  remove(name: string): void
}

export function openRecords(stateDir: string): Records {
  const dir = join(stateDir, 'parts')
  const fileOf = (name: string) => join(dir, `${name}.json`)
  return {
    find: (name) => readRecord(fileOf(name)),
    list: () =>
      listNames(dir).flatMap((name) => {
        const record = readRecord(fileOf(name))
        return record === undefined ? [] : [record]
      }),
    write(record) {
      mkdirSync(dir, { recursive: true, mode: 0o700 })
      const file = fileOf(record.name)
      writeFileSync(`${file}.new`, `${JSON.stringify(record, undefined, 2)}\n`)
      renameSync(`${file}.new`, file)
    },
    remove: (name) => rmSync(fileOf(name), { force: true }),
  }
}

function listNames(dir: string): string[] {
  try {
    return readdirSync(dir)
      .filter((file) => file.endsWith('.json'))
      .map((file) => file.slice(0, -'.json'.length))
  } catch {
    return []
  }
}

/** A record that cannot be read tells nothing about any process, so it counts as none. */
function readRecord(file: string): PartRecord | undefined {
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return isRecord(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is PartRecord {
  if (value === null || typeof value !== 'object') return false
  const record = value as Partial<PartRecord>
  return (
    typeof record.name === 'string' &&
    typeof record.process?.pid === 'number' &&
    typeof record.process.startTime === 'string' &&
    typeof record.stop?.signal === 'string' &&
    typeof record.ports === 'object'
  )
}

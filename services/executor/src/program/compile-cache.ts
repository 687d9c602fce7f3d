import { createHash } from 'node:crypto'
import type { Phase } from '@runhive/contracts/execution-result'
import type { CellFile } from '../cell/files.ts'

/** What a compilation left behind: all files of the work folder, and what the compiler said. */
export interface Artefact {
  readonly files: readonly CellFile[]
  readonly compile: Phase
}

/** Everything that a compilation depends on. */
export interface CompileInput {
  readonly accountId: string
  /** Of the image, so that another compiler is another compilation. */
  readonly imageId: string
  readonly argv: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly files: readonly CellFile[]
}

/**
 * Remembers successful compilations, in memory and nowhere else. An account finds only its own: the account is part of
 * the key. What was used longest ago goes first, and everything goes when its time is over.
 */
export interface CompileCache {
  find(key: string): Artefact | undefined
  /** Keeps nothing that alone would fill an eighth of the cache. */
  keep(key: string, artefact: Artefact): void
  /** Bytes held. */
  readonly bytes: number
}

export interface CompileCacheOptions {
  /** 0: keeps nothing. */
  readonly maxBytes: number
  /** How long an artefact is kept. */
  readonly ttlMs: number
  readonly now: () => number
}

interface Entry {
  readonly artefact: Artefact
  readonly bytes: number
  readonly expiresAt: number
}

const LARGEST_SHARE = 8

export function createCompileCache({ maxBytes, ttlMs, now }: CompileCacheOptions): CompileCache {
  // A map remembers the order of insertion: what is used is put in again, so the first is what was used longest ago.
  const entries = new Map<string, Entry>()
  let heldBytes = 0

  function remove(key: string, entry: Entry) {
    entries.delete(key)
    heldBytes -= entry.bytes
  }
  function removeOver(limitBytes: number) {
    for (const [key, entry] of entries) {
      if (heldBytes <= limitBytes) return
      remove(key, entry)
    }
  }
  function removeExpired() {
    for (const [key, entry] of entries) if (entry.expiresAt <= now()) remove(key, entry)
  }

  return {
    get bytes() {
      return heldBytes
    },
    find(key) {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      entries.delete(key)
      if (entry.expiresAt > now()) entries.set(key, entry)
      else heldBytes -= entry.bytes
      return entry.expiresAt > now() ? entry.artefact : undefined
    },
    keep(key, artefact) {
      const bytes = artefact.files.reduce((sum, file) => sum + file.content.length, 0)
      if (bytes > maxBytes / LARGEST_SHARE) return
      const earlier = entries.get(key)
      if (earlier) remove(key, earlier)
      removeExpired()
      removeOver(maxBytes - bytes)
      entries.set(key, { artefact, bytes, expiresAt: now() + ttlMs })
      heldBytes += bytes
    },
  }
}

/** Names a compilation. Lengths stand before contents, so that no two inputs can read alike. */
export function toCompileKey(input: CompileInput): string {
  const hash = createHash('sha256')
  const add = (value: string | Uint8Array) => {
    const bytes = Buffer.from(value)
    hash.update(`${bytes.length}:`).update(bytes)
  }
  const addAll = (values: readonly string[]) => {
    hash.update(`${values.length};`)
    for (const value of values) add(value)
  }
  addAll([input.accountId, input.imageId])
  addAll(input.argv)
  addAll(Object.entries(input.environment).toSorted().flat())
  hash.update(`${input.files.length};`)
  for (const { path, content, mode } of input.files) {
    add(path)
    add(content)
    hash.update(`${mode ?? ''};`)
  }
  return hash.digest('hex')
}

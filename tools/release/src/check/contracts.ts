import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { boundary } from '@runhive/contracts/evolution/boundary'
import { breakingChanges } from '@runhive/contracts/evolution/breaking-changes'
import { parseSurface, type Surface, surfaceOf } from '@runhive/contracts/evolution/surface'
import { repositoryRoot } from '@runhive/stack/repository'
import { RELEASES } from '../store/store.ts'
import { storedVersions } from '../store/stored.ts'

/** What services said to each other as of a release: the JSON Schemas of every contract, queue and log. */
export interface ReleasedContracts {
  /** A version, or `what was released last`. */
  readonly name: string
  readonly surface: Surface
}

/** Of every stored release, and those that are marked as released since. */
export function releasedContracts(): ReleasedContracts[] {
  const stored = storedVersions().map((name) => ({ name, file: join(RELEASES, name, 'contracts.json') }))
  const last = { name: 'what was released last', file: join(repositoryRoot, 'libs/contracts/released.json') }
  return [...stored, last]
    .filter(({ file }) => existsSync(file))
    .map(({ name, file }) => ({ name, surface: parseSurface(readFileSync(file, 'utf8')) }))
}

/**
 * What would break services of a release that run beside this version: one line each, with the contract, the procedure
 * and the field. Nothing when each service can be deployed alone.
 */
export function findBreaks(released: ReadonlyArray<ReleasedContracts>, current: Surface): string[] {
  return released.flatMap(({ name, surface }) =>
    breakingChanges(surface, current).map((problem) => `breaks ${name}: ${problem}`),
  )
}

/** The contracts of this version. */
export const currentContracts = (): Surface => surfaceOf(boundary)

import { join, resolve } from 'node:path'

export const repositoryRoot = resolve(import.meta.dirname, '../../..')

/** What `./dev` remembers between commands. Git-ignored; may be deleted when nothing runs. */
export const stateDir = join(repositoryRoot, '.runhive')

/** Programs that `./dev` fetched. Git-ignored. */
export const toolsDir = join(repositoryRoot, '.tools')

export function inRepository(...parts: string[]): string {
  return join(repositoryRoot, ...parts)
}

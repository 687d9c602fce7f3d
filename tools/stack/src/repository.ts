import { resolve } from 'node:path'

/** The checkout everything is started from. */
export const repositoryRoot = resolve(import.meta.dirname, '../../..')

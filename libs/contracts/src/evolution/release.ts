import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { boundary } from './boundary.ts'
import { breakingChanges } from './breaking-changes.ts'
import { formatSurface, parseSurface, surfaceOf } from './surface.ts'

/**
 * Writes down what services may rely on from now on: `npm run release-contracts -w @runhive/contracts`, as part of a
 * release. Refuses to break what was released before, unless `-- --breaking` says that all services are replaced at
 * once.
 */
const file = join(import.meta.dirname, '../../released.json')
const current = surfaceOf(boundary)
const broken = breakingChanges(parseSurface(readFileSync(file, 'utf8')), current)
if (broken.length === 0 || process.argv.includes('--breaking')) writeFileSync(file, formatSurface(current))
else {
  console.error(broken.join('\n'))
  process.exitCode = 1
}

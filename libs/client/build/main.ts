import { join } from 'node:path'
import { buildPackage } from './build-package.ts'

const folder = join(import.meta.dirname, '..', 'dist', 'package')
await buildPackage(folder)
process.stdout.write(`${folder}\n`)

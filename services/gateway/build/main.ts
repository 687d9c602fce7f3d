import { writeFile } from 'node:fs/promises'
import { emitRouterType, ROUTER_TYPE_PATH } from './emit-router-type.ts'

await writeFile(ROUTER_TYPE_PATH, await emitRouterType())
process.stdout.write(`${ROUTER_TYPE_PATH}\n`)

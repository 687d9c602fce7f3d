import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { emitRouterType, ROUTER_TYPE_PATH } from './emit-router-type.ts'

/** Needs the compiler, and most of a minute. */
const MINUTES_MS = 180_000

test(
  'clients have the type of the router as it is; after a change: npm run router-type -w @runhive/gateway',
  async () => {
    const written = await readFile(ROUTER_TYPE_PATH, 'utf8')
    expect(written === (await emitRouterType())).toBe(true)
  },
  MINUTES_MS,
)

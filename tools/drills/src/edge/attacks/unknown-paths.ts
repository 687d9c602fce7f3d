import { randomBytes } from 'node:crypto'
import type { Attack } from '../attack.ts'
import { askOften } from '../wire/ask-often.ts'

const PATHS = [
  () => `/${randomBytes(20).toString('hex')}`,
  () => `/${randomBytes(90).toString('hex')}`,
  () => `/api/v1/executoins/${randomBytes(8).toString('hex')}/evnets`,
  () => `/api/v1/${randomBytes(4).toString('hex')}/${randomBytes(4).toString('hex')}`,
  () => `/trpc/executions.rum${randomBytes(1).toString('hex')}`,
  () => `/assets/${randomBytes(8).toString('hex')}.js`,
  () => '/..%2f..%2fetc/passwd',
  () => '/wp-login.php',
]

export const unknownPaths: Attack = {
  title: '300 requests a second for what does not exist, nearly or at all',
  begin(aim, tally) {
    askOften(aim, tally, 300 * aim.strength, (number) => ({ path: PATHS[number % PATHS.length]?.() ?? '/' }))
  },
}

import { takeLock } from '@runhive/stack/supervisor/lock'
import type { Invocation } from '../command.ts'
import { ensureKey, keyFile } from '../up/development-key.ts'
import { lockFile, upStack } from '../up/up-stack.ts'
import { welcome } from '../up/welcome.ts'

/** As long as building all images may take on a slow machine. */
const WAIT_FOR_ANOTHER_MS = 30 * 60_000

export async function run(invocation: Invocation): Promise<number> {
  const start = performance.now()
  using _lock = await takeLock(lockFile, {
    waitMs: WAIT_FOR_ANOTHER_MS,
    onWait: ({ pid }) => invocation.progress.note(`another ./dev is running (pid ${pid}); waiting for it`),
  })
  const stack = await upStack(invocation)
  const key = await ensureKey({ url: stack.url, file: keyFile, create: () => stack.createKey() })
  const seconds = ((performance.now() - start) / 1_000).toFixed(1)
  process.stdout.write(`\n${welcome({ url: stack.url, key, seconds })}\n`)
  return 0
}

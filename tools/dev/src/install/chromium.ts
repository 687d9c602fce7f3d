import { findChromium } from '@runhive/browser/find-chromium'
import { PlainError } from '../command.ts'
import type { Progress } from '../progress.ts'
import { runLogged } from '../run-program.ts'
import { aptEnvironment, isDebianLike, isRoot, withPackageLists } from './debian.ts'

/** The browser, and fonts for it. */
const PACKAGES = ['chromium', 'fonts-liberation']

/**
 * Makes sure that there is a Chromium for the console's tests: Debian's own, installed with apt-get. Gives where it is.
 */
export async function ensureChromium(context: {
  readonly env: Readonly<Record<string, string>>
  readonly progress: Progress
}): Promise<string> {
  const { env, progress } = context
  const found = findChromium(env)
  if (found) return found
  if (!isDebianLike() || !isRoot()) {
    throw new PlainError(
      `the console's tests need Chromium. As root on Debian: apt-get install ${PACKAGES.join(' ')}. Or name one in CHROMIUM.`,
    )
  }
  await progress.step(`installing ${PACKAGES.join(' and ')} with apt-get`, () => install(env))
  const installed = findChromium(env)
  if (!installed) throw new PlainError('the chromium package holds no chromium')
  return installed
}

async function install(env: Readonly<Record<string, string>>): Promise<void> {
  const args = ['install', '--yes', '--no-install-recommends', ...PACKAGES]
  await withPackageLists(env, () =>
    runLogged('chromium-install', { command: 'apt-get', args, env: aptEnvironment(env) }),
  )
}

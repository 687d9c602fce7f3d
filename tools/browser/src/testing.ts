import { env } from 'node:process'
import { type Browser, openChromium } from './browser.ts'
import { findChromium } from './find-chromium.ts'

/** The browser of a test. `./dev test` makes sure that there is one. */
export async function openTestBrowser(): Promise<Browser & AsyncDisposable> {
  const { CHROMIUM, PATH } = env
  const path = findChromium({ CHROMIUM, PATH })
  if (path === undefined) throw new Error('there is no Chromium: run ./dev test, or name one in CHROMIUM')
  return openChromium(path)
}

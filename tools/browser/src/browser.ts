import { getuid } from 'node:process'
import { type Browser, chromium } from 'playwright-core'

export type { Browser, Locator, Page } from 'playwright-core'

/** A browser that asks nobody anything by itself: what it requests, a page made it request. */
const SILENT = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-sync',
  '--no-first-run',
  '--no-pings',
  // /dev/shm is small in containers.
  '--disable-dev-shm-usage',
]

/** Starts Chromium without a window. Disposing ends it. */
export async function openChromium(executablePath: string): Promise<Browser & AsyncDisposable> {
  // Chromium's own sandbox refuses to work for root; what it shows here is our own pages.
  const asRoot = getuid?.() === 0 ? ['--no-sandbox'] : []
  const browser = await chromium.launch({ executablePath, args: [...SILENT, ...asRoot] })
  return Object.assign(browser, { [Symbol.asyncDispose]: () => browser.close() })
}

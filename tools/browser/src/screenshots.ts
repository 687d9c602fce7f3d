import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { type ColourScheme, DESKTOP, PHONE } from './visitor.ts'

export interface Look {
  readonly name: string
  readonly colourScheme: ColourScheme
  readonly viewport: { readonly width: number; readonly height: number }
}

/** The ways in which every page is looked at. */
export const LOOKS: ReadonlyArray<Look> = [
  { name: 'light', colourScheme: 'light', viewport: DESKTOP },
  { name: 'dark', colourScheme: 'dark', viewport: DESKTOP },
  { name: 'phone', colourScheme: 'light', viewport: PHONE },
]

/** Puts a page into a look. It may be rendered anew: wait for what it shows before looking. */
export async function dress(page: Page, look: Look): Promise<void> {
  await page.emulateMedia({ colorScheme: look.colourScheme, reducedMotion: 'reduce' })
  await page.setViewportSize({ ...look.viewport })
}

/** Saves the page, whole, as `<folder>/<name>-<look>.png`. */
export async function photograph(
  page: Page,
  look: Look,
  to: { folder: string; name: string },
): Promise<string> {
  mkdirSync(to.folder, { recursive: true })
  const path = join(to.folder, `${to.name}-${look.name}.png`)
  await page.screenshot({ path, fullPage: true, animations: 'disabled' })
  return path
}

/** By how many CSS pixels a page is wider than its window: more than 0 makes people scroll sideways. */
export function widthBeyondWindow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}

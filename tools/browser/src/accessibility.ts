import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** What axe-core found, worst first, as one line each: impact, rule, where, and what it says about it. */
export async function findBarriers(page: Page): Promise<string[]> {
  // The protocol's own evaluation: no policy of the page has to allow it.
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
      runOnly: {
        type: 'tag',
        values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      },
      resultTypes: ['violations'],
    }),
  )
  return violations
    .toSorted((a, b) => rank(a.impact) - rank(b.impact))
    .flatMap(({ impact, id, nodes, help }) =>
      nodes.map(
        ({ target, failureSummary }) => `${impact} ${id} at ${target.join(' ')}: ${help}. ${failureSummary}`,
      ),
    )
}

const IMPACTS = ['critical', 'serious', 'moderate', 'minor']
const rank = (impact: string | null | undefined): number => IMPACTS.indexOf(impact ?? 'minor')

/** Those that keep people out. */
export const isSerious = (barrier: string): boolean => /^(critical|serious) /.test(barrier)

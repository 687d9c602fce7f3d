import type { Upgrade } from './upgrade.ts'

/** The counts of one upgrade, for people. */
export function renderUpgrade(upgrade: Upgrade): string {
  const { from, order, seconds, rate, asked, failed, accepted, finished, tally } = upgrade
  const kinds = [...tally.kinds].map(([kind, one]) => `${kind} ${one.asked}`).join(', ')
  return [
    `${from} → this version, one after the other: ${order.join(', ')}`,
    `  ${asked} requests in ${seconds.toFixed(0)} s (${rate.toFixed(1)}/s): ${kinds}`,
    `  failed ${failed}`,
    `  accepted ${accepted}, finished ${finished}, lost ${accepted - finished}`,
    ...tally.failures.map((failure) => `  failed: ${failure}`),
  ].join('\n')
}

/** Whether nothing was lost and nothing failed. */
export const isClean = ({ failed, accepted, finished }: Upgrade) => failed === 0 && accepted === finished

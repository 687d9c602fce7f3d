import type { CoreResults } from '../report.ts'
import { residentBytes } from '../resident.ts'
import type { Setting } from '../setting.ts'

const MIB = 1024 * 1024

/** What it takes to be there, before anybody asks for anything. */
export async function measureCosts(setting: Setting): Promise<CoreResults['costs']> {
  await setting.settle()
  const rows: { name: string; value: number; unit: string }[] = [
    { name: 'from starting the services to ready', value: setting.startedMs / 1000, unit: 's' },
  ]
  for (const { name, pid } of setting.processes()) {
    rows.push({ name: `${name} at rest`, value: (await residentBytes(pid)) / MIB, unit: 'MiB' })
  }
  return rows
}

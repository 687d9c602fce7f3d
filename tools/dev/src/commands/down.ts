import { stopStack } from '@runhive/stack/stop-stack'
import { takeLock } from '@runhive/stack/supervisor/lock'
import type { Invocation } from '../command.ts'
import { stopEngine } from '../engine/stop-engine.ts'
import { stateDir } from '../repository.ts'
import { lockFile } from '../up/up-stack.ts'

export async function run({ env, progress }: Invocation): Promise<number> {
  using _lock = await takeLock(lockFile, {
    waitMs: 60_000,
    onWait: ({ pid }) => progress.note(`another ./dev is running (pid ${pid}); waiting for it`),
  })
  const onStopping = (name: string) => progress.note(`stopping ${name}`)
  const report = await progress.step('stopping', () => stopStack(stateDir, { onStopping }))
  for (const { name } of report.parts.filter(({ outcome }) => outcome === 'killed')) {
    progress.note(`${name} did not stop in time and was killed`)
  }
  if (report.containersRemoved > 0) progress.note(`removed ${report.containersRemoved} leftover containers`)
  const engineStopped = await stopEngine({ stateDir, env, progress })
  process.stdout.write(
    report.parts.length > 0 || engineStopped ? 'Runhive is down.\n' : 'Runhive was not running.\n',
  )
  return 0
}

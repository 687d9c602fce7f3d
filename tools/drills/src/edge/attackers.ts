import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setPriority } from 'node:os'
import { join } from 'node:path'
import type { Aim } from './attack.ts'
import type { AttackName } from './attacks.ts'
import type { Report } from './tally.ts'

const LOWEST_PRIORITY = 19

/** Processes that attack, one for each attack, so that what they do does not delay whoever measures. */
export interface Attackers extends AsyncDisposable {
  begin(): void
  /** What each has said last. */
  reports(): ReadonlyMap<AttackName, Report>
  /** Kills them: their connections end as those of a crashed client do. Resolves when they are gone. */
  end(): Promise<void>
}

/** Starts the processes, which wait for `begin`. */
export async function openAttackers(
  names: ReadonlyArray<AttackName>,
  aimOf: (name: AttackName) => Aim,
): Promise<Attackers> {
  await using starting = new AsyncDisposableStack()
  const reports = new Map<AttackName, Report>()
  const children = new Map<AttackName, ChildProcess>()
  for (const name of names) {
    const child = fork(join(import.meta.dirname, 'attacker/main.ts'), [name], {
      // Node's own: whatever flags this process has are not for attackers.
      execArgv: [],
      stdio: 'inherit',
    })
    // On machines of their own they would not take the processor from those who answer.
    if (child.pid !== undefined) setPriority(child.pid, LOWEST_PRIORITY)
    starting.defer(() => kill(child))
    children.set(name, child)
    await once(child, 'message')
    child.on('message', (report: Report) => reports.set(name, report))
  }
  const started = starting.move()
  return {
    begin() {
      for (const [name, child] of children) child.send(aimOf(name))
    },
    reports: () => reports,
    end: () => started.disposeAsync(),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setPriority } from 'node:os'
import { join } from 'node:path'
import type { Aim } from './attack.ts'
import type { AttackName } from './attacks.ts'
import type { Report } from './tally.ts'

const LOWEST_PRIORITY = 19

/** One process per attack, so that the attacks do not delay the measuring process. */
export interface Attackers extends AsyncDisposable {
  begin(): void
  /** The latest report of each. */
  reports(): ReadonlyMap<AttackName, Report>
  /** Kills them, so that their connections end like those of a crashed client. Resolves when they are gone. */
  end(): Promise<void>
}

/** Starts the processes. They wait for `begin`. */
export async function openAttackers(
  names: ReadonlyArray<AttackName>,
  aimOf: (name: AttackName) => Aim,
): Promise<Attackers> {
  await using starting = new AsyncDisposableStack()
  const reports = new Map<AttackName, Report>()
  const children = new Map<AttackName, ChildProcess>()
  for (const name of names) {
    const child = fork(join(import.meta.dirname, 'attacker/main.ts'), [name], {
      // The Node flags of this process are not for the attackers.
      execArgv: [],
      stdio: 'inherit',
    })
    // Real attackers have machines of their own and do not compete with the service for the processor.
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

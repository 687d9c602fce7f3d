import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { StackError } from '../stack-error.ts'
import { lastLines } from './last-lines.ts'
import { findProcess, isAlive, signalProcess, waitForEnd } from './process-identity.ts'
import { openRecords, type PartRecord } from './records.ts'

/** How to start one part of a stack, and how to tell that it is ready. */
export interface PartSpec {
  readonly name: string
  readonly command: string
  readonly args: ReadonlyArray<string>
  /** The whole environment of the process: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly ports: Readonly<Record<string, number>>
  /** Starts it instead of running `command`, which then only describes it. */
  readonly launch?: () => Promise<{ pid: number; log: string }>
  /** Resolves when it serves; rejects with the reason why not yet. Asked again until it does. */
  readonly ready: () => Promise<void>
  readonly readyWithinMs: number
  /** SIGTERM and 10 seconds unless said otherwise. */
  readonly stop?: { readonly signal: NodeJS.Signals; readonly graceMs: number }
}

export interface Supervisor {
  /** The current state of the part. `changed`: it runs with other settings. */
  examine(spec: PartSpec): 'running' | 'changed' | 'absent'
  /**
   * Makes sure the part runs as described: leaves it alone when it does, starts it when it is dead, restarts it
   * when its description has changed. Does not wait until it is ready.
   */
  start(spec: PartSpec): Promise<'running' | 'started' | 'restarted'>
  /** Resolves when the part is ready; rejects with its last reason and log lines when it dies or time is up. */
  waitUntilReady(spec: PartSpec): Promise<void>
  /** Asks it to stop, waits for its grace time, then kills it. Fine when it does not run. */
  stop(name: string): Promise<'stopped' | 'killed' | 'absent'>
  /** Ends it at once, as a crash would. Its record stays, as after a crash. */
  kill(name: string): Promise<void>
  /** Records with whether each process still lives. */
  list(): Array<PartRecord & { alive: boolean }>
}

/** A part that did not become ready. The message holds its reason and its last log lines. */
export class NotReadyError extends StackError {
  readonly part: string
  constructor(part: string, reason: string, log: string) {
    super(`${part} did not become ready: ${reason}\n${lastLines(log, 15, '    ')}\n  (whole log: ${log})`)
    this.part = part
  }
}

/**
 * Starts and stops processes that are remembered in a state folder, by pid and start time, so that any later
 * process can take over and a reused pid is never signalled.
 *
 * `detached` parts outlive this process and its terminal; others get its Ctrl-C.
 */
export function openSupervisor(stateDir: string, options: { detached: boolean }): Supervisor {
  const records = openRecords(stateDir)

  async function stop(name: string) {
    const record = records.find(name)
    if (!record) return 'absent'
    if (!signalProcess(record.process, record.stop.signal)) {
      records.remove(name)
      return 'absent'
    }
    const ended = await waitForEnd(record.process, record.stop.graceMs)
    if (!ended) {
      signalProcess(record.process, 'SIGKILL')
      await waitForEnd(record.process, 5_000)
    }
    records.remove(name)
    return ended ? 'stopped' : 'killed'
  }

  function examine(spec: PartSpec) {
    const record = records.find(spec.name)
    if (!record || !isAlive(record.process)) return 'absent'
    return record.fingerprint === fingerprintOf(spec) ? 'running' : 'changed'
  }

  return {
    stop,
    examine,
    async start(spec) {
      const found = examine(spec)
      if (found === 'running') return found
      if (found === 'changed') await stop(spec.name)
      records.write(await launch(spec, { stateDir, detached: options.detached }))
      return found === 'changed' ? 'restarted' : 'started'
    },
    async waitUntilReady(spec) {
      const record = records.find(spec.name)
      if (!record) throw new Error(`${spec.name} was not started`)
      await waitUntilReady(spec, record)
    },
    async kill(name) {
      const record = records.find(name)
      if (!record || !signalProcess(record.process, 'SIGKILL')) return
      await waitForEnd(record.process, 5_000)
    },
    list: () => records.list().map((record) => ({ ...record, alive: isAlive(record.process) })),
  }
}

async function launch(spec: PartSpec, context: { stateDir: string; detached: boolean }): Promise<PartRecord> {
  const { pid, log } = await (spec.launch?.() ?? spawnPart(spec, context)).catch((cause: unknown) => {
    throw new StackError(`cannot start ${spec.name}: ${reasonOf(cause)}`, { cause })
  })
  return {
    name: spec.name,
    // A process that ended within this instant still gets a record: waiting for it tells why it died.
    process: findProcess(pid) ?? { pid, startTime: 'ended' },
    startedAt: new Date().toISOString(),
    fingerprint: fingerprintOf(spec),
    log,
    ports: spec.ports,
    stop: spec.stop ?? { signal: 'SIGTERM', graceMs: 10_000 },
  }
}

async function spawnPart(
  spec: PartSpec,
  context: { stateDir: string; detached: boolean },
): Promise<{ pid: number; log: string }> {
  const log = join(context.stateDir, 'logs', `${spec.name}.log`)
  mkdirSync(dirname(log), { recursive: true, mode: 0o700 })
  setAsideIfLarge(log)
  const output = openSync(log, 'a', 0o600)
  const child = spawn(spec.command, spec.args, {
    cwd: spec.cwd,
    env: { ...spec.env },
    detached: context.detached,
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  const failure = await new Promise<Error | undefined>((done) => {
    child.once('spawn', () => done(undefined))
    child.once('error', done)
  })
  if (failure) throw failure
  child.unref()
  return { pid: child.pid ?? 0, log }
}

async function waitUntilReady(spec: PartSpec, record: PartRecord): Promise<void> {
  const deadline = Date.now() + spec.readyWithinMs
  let pauseMs = 20
  for (;;) {
    const reason = await spec.ready().then(() => undefined, reasonOf)
    // Checked after every answer, good ones too: on a taken port another process answers.
    if (!isAlive(record.process)) {
      throw new NotReadyError(spec.name, `its process ended${reason ? `; ${reason}` : ''}`, record.log)
    }
    if (reason === undefined) return
    if (Date.now() >= deadline) {
      throw new NotReadyError(spec.name, `${reason} (after ${spec.readyWithinMs / 1000} s)`, record.log)
    }
    await delay(pauseMs)
    pauseMs = Math.min(pauseMs * 1.5, 250)
  }
}

function fingerprintOf(spec: PartSpec): string {
  const { command, args, env, cwd } = spec
  return createHash('sha256')
    .update(JSON.stringify([command, args, env, cwd]))
    .digest('hex')
}

const LARGE_LOG_BYTES = 32 * 1024 * 1024

function setAsideIfLarge(log: string): void {
  const size = statSync(log, { throwIfNoEntry: false })?.size ?? 0
  if (size > LARGE_LOG_BYTES) renameSync(log, `${log}.1`)
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

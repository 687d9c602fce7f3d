import { SettingsError } from './settings.ts'

/** The result of `open`: something to close, and a promise that says when it cannot go on. */
export interface Opened extends AsyncDisposable {
  /**
   * Resolves when the service has lost something for good, e.g. its connection to the mesh, with the reason if there is
   * one. The process then closes and exits with 1, so that an orchestrator restarts it and nothing half-alive remains.
   */
  readonly failed?: Promise<Error | undefined>
}

/** How long closing may take, milliseconds, before the process exits with 1. */
const GRACE_MS = 20_000

type End = { readonly kind: 'signal' } | { readonly kind: 'failed'; readonly error: Error | undefined }

/**
 * Runs a service as a process: opens it, waits for SIGTERM or SIGINT, closes it.
 *
 * Exit code 0 only when it was asked to stop and closed cleanly within `graceMs`. It is 1 when opening or closing
 * fails, when the grace period ends first, when {@link Opened.failed} resolves, and at once on a second signal.
 */
export async function runUntilSignal(
  open: () => Promise<Opened>,
  options: { graceMs?: number } = {},
): Promise<void> {
  const graceMs = options.graceMs ?? GRACE_MS
  const signalled = whenSignalled(graceMs)
  try {
    await using service = await open()
    const end = await Promise.race([signalled, whenFailed(service)])
    if (end.kind === 'failed') {
      report('the service cannot continue', end.error)
      process.exitCode = 1
      endWithin(graceMs)
    }
  } catch (error) {
    report('the service failed to start or stop', error)
    process.exitCode = 1
    // Leftovers of a failed opening or closing must not keep the process alive.
    endWithin(graceMs)
  }
}

function whenSignalled(graceMs: number): Promise<End> {
  const { promise, resolve } = Promise.withResolvers<End>()
  let stopping = false
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.on(name, () => {
      if (stopping) process.exit(1) // a second signal: now
      stopping = true
      endWithin(graceMs)
      resolve({ kind: 'signal' })
    })
  }
  return promise
}

function whenFailed(service: Opened): Promise<End> {
  if (service.failed === undefined) return Promise.withResolvers<End>().promise
  return service.failed.then((error) => ({ kind: 'failed', error }))
}

/** Unreferenced: it fires only when something still keeps the process alive by then. */
function endWithin(graceMs: number): void {
  setTimeout(() => {
    report('closing took too long')
    process.exit(1)
  }, graceMs).unref()
}

/** Written without the logger, because its configuration may be the problem. */
function report(message: string, error?: unknown): void {
  const level = 'fatal'
  const time = new Date().toISOString()
  process.stderr.write(`${JSON.stringify({ level, time, msg: message, err: describe(error) })}\n`)
}

function describe(error: unknown): string | undefined {
  if (error === undefined) return undefined
  if (error instanceof SettingsError) return error.message
  if (error instanceof SuppressedError) return `${describe(error.error)}\nafter ${describe(error.suppressed)}`
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause === undefined ? '' : `\ncaused by ${describe(error.cause)}`
  return `${error.stack ?? error.message}${cause}`
}
